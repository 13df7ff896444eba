import type { Log } from '@skerry/kit';
import type { Model, ObjectChange } from '../state/model.ts';

/** Objects remembered after they are gone, so that a reader who comes back is told only of what it could see. */
const gravesKept = 10_000;

type Rights = Pick<NonNullable<ObjectChange['before']>, 'ownerId' | 'groupId' | 'permissions'>;

/** Passes the model's changes on to the readers of events. Keeps nothing for them: each has its own bounded queue. */
export class EventHub {
  readonly #readers = new Set<(changes: readonly ObjectChange[]) => void>();
  readonly #graves = new Map<string, Rights>();
  readonly #stop: () => void;

  constructor(model: Model, log: Log) {
    this.#stop = model.onChange((changes) => {
      for (const { kind, id, before, after } of changes) {
        if (after !== undefined || before === undefined) continue;
        const { ownerId, groupId, permissions } = before;
        this.#graves.set(`${kind}/${id}`, { ownerId, groupId, permissions });
        if (this.#graves.size > gravesKept) this.#graves.delete(this.#graves.keys().next().value as string);
      }
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

  /** Who could see an object that is gone; undefined when that is long ago. */
  rightsOfGone(kind: string, id: number): Rights | undefined {
    return this.#graves.get(`${kind}/${id}`);
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
}
