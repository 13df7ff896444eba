import type { Listed, ObjectChange } from './list-state.ts';

/** Changes remembered for answers that are still on their way. Fewer: a slow page could show what was long replaced. */
const kept = 5_000;

/** The newest changes of each kind, so that an answer made before an event cannot undo it. */
export class RecentChanges {
  readonly #byKind = new Map<string, Map<number, ObjectChange>>();

  add(kind: string, change: ObjectChange): void {
    let changes = this.#byKind.get(kind);
    if (changes === undefined) this.#byKind.set(kind, (changes = new Map()));
    changes.delete(change.id);
    changes.set(change.id, change);
    if (changes.size > kept) changes.delete(changes.keys().next().value as number);
  }

  after<T extends Listed>(kind: string, revision: number): ObjectChange<T>[] {
    return [...(this.#byKind.get(kind)?.values() ?? [])].filter((c) => c.revision > revision) as ObjectChange<T>[];
  }

  of(kind: string, id: number): ObjectChange | undefined {
    return this.#byKind.get(kind)?.get(id);
  }

  clear(): void {
    this.#byKind.clear();
  }
}
