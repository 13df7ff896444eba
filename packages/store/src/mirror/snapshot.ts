import type { Change, ChangeBatch, Entry, Store } from '../port.ts';

/** Larger: the event loop is held longer by one page. */
const pageSize = 500;

export type TakePage = (entries: readonly Entry[]) => Promise<readonly Entry[]>;

/**
 * A prefix as it was listed. Its pages may be of different revisions, so it is a true state only when the watch from
 * the first page's revision has told everything up to when it was listed.
 */
export class Snapshot {
  readonly entries = new Map<string, Entry>();
  private readonly completeAt: number;
  seen: number;

  private constructor(seen: number, completeAt: number) {
    this.seen = seen;
    this.completeAt = completeAt;
  }

  static async list(store: Store, prefix: string, take: TakePage = async (entries) => entries): Promise<Snapshot> {
    const found: Entry[] = [];
    let page = await store.list(prefix, { limit: pageSize });
    const first = page.revision;
    found.push(...(await take(page.entries)));
    while (page.next !== undefined) {
      page = await store.list(prefix, { limit: pageSize, after: page.next });
      found.push(...(await take(page.entries)));
    }
    // Not the last page's: what `take` wrote is newer.
    const snapshot = new Snapshot(first, await store.revision());
    for (const entry of found) snapshot.entries.set(entry.key, entry);
    return snapshot;
  }

  get complete(): boolean {
    return this.seen >= this.completeAt;
  }

  /** What a later page knew already is told again on the way, and ends as the page knew it. */
  apply(batch: ChangeBatch): void {
    for (const change of batch.changes) {
      if (change.type === 'put') this.entries.set(change.entry.key, change.entry);
      else this.entries.delete(change.key);
    }
    this.seen = batch.revision;
  }

  /** What leads from the entries before to these. */
  changesFrom(before: readonly Entry[]): Change[] {
    const changes: Change[] = [];
    const known = new Map(before.map((entry) => [entry.key, entry.modRevision]));
    for (const { key } of before) {
      if (!this.entries.has(key)) changes.push({ type: 'delete', key, modRevision: this.seen });
    }
    for (const entry of this.entries.values()) {
      if (known.get(entry.key) !== entry.modRevision) changes.push({ type: 'put', entry });
    }
    return changes;
  }
}
