import type { ObjectMeta } from '@skerry/domain';
import type { Log } from '@skerry/kit';
import type { Model, ObjectChange } from '../state/model.ts';

/** Whose an object is and what others may do to it. */
export type ObjectRights = Pick<ObjectMeta, 'ownerId' | 'groupId' | 'permissions'>;

/** Changes of rights remembered, deletions among them. More: memory; fewer: who was away for long must list again. */
const changesKept = 10_000;

interface Before {
  readonly revision: number;
  readonly rights: ObjectRights;
}

interface Remembered {
  readonly object: string;
  readonly revision: number;
}

/**
 * Passes the model's changes on to the readers of events, and remembers who could see what before: a reader who comes
 * back is told that an object is gone only if it could see it. Keeps no events: each reader has its own bounded queue.
 * What it remembers is lost with the process; then readers list again.
 */
export class EventHub {
  readonly #readers = new Set<(changes: readonly ObjectChange[]) => void>();
  /** Oldest first, by object. */
  readonly #before = new Map<string, Before[]>();
  readonly #order: Remembered[] = [];
  /** Of every change of rights after this revision it is known what was before. */
  #since: number;
  readonly #stop: () => void;

  constructor(model: Model, log: Log) {
    this.#since = model.revision;
    this.#stop = model.onChange((changes, revision) => {
      // A model that was empty is being filled: what it had before is not known.
      if (this.#since === 0) this.#since = revision;
      for (const change of changes) this.#remember(change);
      for (const reader of this.#readers) {
        try {
          reader(changes);
        } catch (err) {
          // Each ends itself when it fails; whatever is left must not keep the others from hearing.
          this.#readers.delete(reader);
          log.error({ err }, 'a reader of events failed');
        }
      }
    });
  }

  /** Whether it is known who could see what at this revision and after. */
  knows(revision: number): boolean {
    return revision >= this.#since;
  }

  /** The rights that the object had at a revision, when they are others now; undefined: it has them still, or is new. */
  rightsAt(kind: string, id: number, revision: number): ObjectRights | undefined {
    return this.#before.get(`${kind}/${id}`)?.find((before) => before.revision > revision)?.rights;
  }

  read(reader: (changes: readonly ObjectChange[]) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  get readers(): number {
    return this.#readers.size;
  }

  close(): void {
    this.#stop();
    this.#readers.clear();
  }

  #remember({ kind, id, revision, before, after }: ObjectChange): void {
    if (before === undefined || (after !== undefined && hasSameRights(before, after))) return;
    const object = `${kind}/${id}`;
    const { ownerId, groupId, permissions } = before;
    const known = this.#before.get(object) ?? [];
    known.push({ revision, rights: { ownerId, groupId, permissions } });
    this.#before.set(object, known);
    this.#order.push({ object, revision });
    if (this.#order.length <= changesKept) return;
    const oldest = this.#order.shift() as Remembered;
    this.#since = oldest.revision;
    const rest = this.#before.get(oldest.object)?.slice(1) ?? [];
    if (rest.length === 0) this.#before.delete(oldest.object);
    else this.#before.set(oldest.object, rest);
  }
}

const hasSameRights = (a: ObjectRights, b: ObjectRights): boolean =>
  a.ownerId === b.ownerId &&
  a.groupId === b.groupId &&
  (a.permissions === b.permissions || JSON.stringify(a.permissions) === JSON.stringify(b.permissions));
