/**
 * What one transaction may hold, and how more than that is told to a store in several. Nobody else counts: who writes a
 * number of records that others decide packs them here, and a transaction is never hoped to be small enough.
 */
import { storeError } from './errors.ts';
import type { Condition, Transaction, Write } from './port.ts';

/** Of each. etcd refuses more than 128 operations; every engine keeps to what the narrowest one takes. */
export const mostInTransaction = { writes: 100, conditions: 100 } as const;

/** What belongs together: it is written whole, or not yet. */
export type Portion = Partial<Pick<Transaction, 'writes' | 'conditions'>>;

/** One transaction while it is put together. A key that is written again has its last value. */
export class Packing {
  readonly #writes = new Map<string, Write>();
  readonly #conditions = new Map<string, Condition>();

  get isEmpty(): boolean {
    return this.#writes.size === 0 && this.#conditions.size === 0;
  }

  get transaction(): { readonly writes: readonly Write[]; readonly conditions: readonly Condition[] } {
    return { writes: [...this.#writes.values()], conditions: [...this.#conditions.values()] };
  }

  /** False: it does not fit beside what is there, and nothing of it was taken. */
  take({ writes = [], conditions = [] }: Portion): boolean {
    if (countWith(this.#writes, writes) > mostInTransaction.writes) return false;
    if (countWith(this.#conditions, conditions) > mostInTransaction.conditions) return false;
    for (const write of writes) this.#writes.set(write.key, write);
    // What must hold for the first that asks holds for all: nothing is written in between.
    for (const condition of conditions) this.#conditions.set(condition.key, condition);
    return true;
  }
}

export interface Packed<T> {
  readonly items: readonly T[];
  readonly transaction: Required<Portion>;
}

/**
 * The items in order, as many in a transaction as fit. Dying between two leaves the rest for the next run.
 * @throws SkerryError `store-invalid-transaction` where one alone is too much.
 */
export function* packed<T>(items: Iterable<T>, portionOf: (item: T) => Portion): Generator<Packed<T>> {
  let packing = new Packing();
  let inside: T[] = [];
  for (const item of items) {
    const portion = portionOf(item);
    if (!packing.take(portion)) {
      if (inside.length > 0) yield { items: inside, transaction: packing.transaction };
      packing = new Packing();
      inside = [];
      if (!packing.take(portion)) throw tooMuch();
    }
    inside.push(item);
  }
  if (inside.length > 0) yield { items: inside, transaction: packing.transaction };
}

/** Writes that do not belong together. */
export const packedWrites = (writes: Iterable<Write>): Generator<Packed<Write>> =>
  packed(writes, (write) => ({ writes: [write] }));

export const packedDeletes = (keys: Iterable<string>): Generator<Packed<string>> =>
  packed(keys, (key) => ({ writes: [{ op: 'delete', key }] }));

export const tooMuch = () =>
  storeError('store-invalid-transaction', { message: 'What belongs together is more than one transaction holds.' });

/** How many keys there would be. */
function countWith(known: ReadonlyMap<string, unknown>, more: readonly { readonly key: string }[]): number {
  return known.size + new Set(more.map(({ key }) => key).filter((key) => !known.has(key))).size;
}
