import { assertNever } from '@skerry/kit';
import { storeError } from '../errors.ts';
import type { Committed, Condition, LeaseId, Refused } from '../port.ts';
import type { Backend, Marks, StoredBatch, StoredChange } from './backend.ts';
import type { PreparedTransaction } from './prepare.ts';

/**
 * One group of operations while it is applied: the revisions it makes, and what is to be done in memory once it is on
 * disk. Thrown away when the group fails.
 */
export class Draft {
  readonly batches: StoredBatch[] = [];
  private readonly afterwards: (() => void)[] = [];
  private readonly backend: Backend;
  private readonly isAlive: (lease: LeaseId) => boolean;
  private readonly before: Marks;
  revision: number;
  compacted: number;

  constructor(backend: Backend, before: Marks, isAlive: (lease: LeaseId) => boolean) {
    this.backend = backend;
    this.before = before;
    this.revision = before.revision;
    this.compacted = before.compacted;
    this.isAlive = isAlive;
  }

  /** Throws `store-lease-unknown` before anything is written. */
  transact(transaction: PreparedTransaction): Committed | Refused {
    const failed = transaction.conditions.find((condition) => !this.holds(condition));
    if (failed) return { committed: false, failed, revision: this.revision };
    for (const write of transaction.writes) {
      if (write.op !== 'put' || write.lease === undefined) continue;
      if (!this.isAlive(write.lease) || !this.backend.hasLease(write.lease)) throw storeError('store-lease-unknown');
    }
    const modRevision = this.revision + 1;
    const changes: StoredChange[] = [];
    for (const write of transaction.writes) {
      const { key } = write;
      const createRevision = this.backend.revisionsOf(key)?.createRevision;
      if (write.op === 'put') {
        const { text, lease } = write;
        const entry = { key, text, createRevision: createRevision ?? modRevision, modRevision };
        this.backend.put(lease === undefined ? entry : { ...entry, lease });
        changes.push({ key, text, createRevision: entry.createRevision });
      } else if (createRevision !== undefined) {
        this.backend.delete(key);
        changes.push({ key, createRevision });
      }
    }
    this.record(changes);
    return { committed: true, revision: this.revision };
  }

  /** Deletes the lease and its keys, in one revision however many they are. */
  revoke(lease: LeaseId): void {
    if (!this.backend.hasLease(lease)) return;
    const changes = this.backend.keysOfLease(lease).map((key): StoredChange => {
      const createRevision = this.backend.revisionsOf(key)?.createRevision ?? 0;
      this.backend.delete(key);
      return { key, createRevision };
    });
    this.backend.removeLease(lease);
    this.record(changes);
  }

  /** Forgets in slices: a delete for every commit would touch the oldest pages each time. */
  trimHistory(keep: number): void {
    const slice = Math.min(256, Math.ceil(keep / 16));
    if (this.revision - this.compacted >= keep + slice) this.compacted = this.revision - keep;
  }

  saveMarks(): void {
    if (this.revision === this.before.revision && this.compacted === this.before.compacted) return;
    this.backend.setMarks({ revision: this.revision, compacted: this.compacted });
  }

  /** `effect` is run once the group is on disk. */
  onCommitted(effect: () => void): void {
    this.afterwards.push(effect);
  }

  runAfterwards(): void {
    for (const effect of this.afterwards) effect();
  }

  private record(changes: StoredChange[]): void {
    if (changes.length === 0) return;
    this.revision += 1;
    const batch = { revision: this.revision, changes };
    this.backend.appendHistory(batch);
    this.batches.push(batch);
  }

  private holds(condition: Condition): boolean {
    const found = this.backend.revisionsOf(condition.key);
    switch (condition.is) {
      case 'absent':
        return found === undefined;
      case 'present':
        return found !== undefined;
      case 'unchanged-since':
        return found?.modRevision === condition.modRevision;
      default:
        return assertNever(condition, 'condition');
    }
  }
}
