import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition, Entry, Json, Store, Transaction } from '../port.ts';
import { keyOf, type Opener, readWatch } from './engine-under-test.ts';

/** The whole meaning of the port in a Map. */
class Model {
  readonly entries = new Map<string, Entry>();
  revision = 0;

  commit({ conditions = [], writes }: Transaction) {
    const failed = conditions.find((condition) => !this.holds(condition));
    if (failed) return { committed: false, failed, revision: this.revision };
    const next = this.revision + 1;
    for (const write of writes) {
      const before = this.entries.get(write.key);
      if (write.op === 'put') {
        const { key, value } = write;
        this.entries.set(key, { key, value, createRevision: before?.createRevision ?? next, modRevision: next });
      } else if (!this.entries.delete(write.key)) continue;
      this.revision = next;
    }
    return { committed: true, revision: this.revision };
  }

  private holds(condition: Condition): boolean {
    const entry = this.entries.get(condition.key);
    if (condition.is === 'absent') return !entry;
    return condition.is === 'present' ? entry !== undefined : entry?.modRevision === condition.modRevision;
  }
}

const key = fc.constantFrom('/a', '/b', '/b/1', '/b/é', '/b/🏝', '/c');
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ key, is: fc.constantFrom('absent' as const, 'present' as const) }),
  fc.record({ key, is: fc.constant('unchanged-since' as const), modRevision: fc.integer({ min: 1, max: 12 }) }),
);
const value = fc.jsonValue({ maxDepth: 2 }).map((v) => JSON.parse(JSON.stringify(v)) as Json);
const write = fc.oneof(
  fc.record({ op: fc.constant('put' as const), key, value }),
  fc.record({ op: fc.constant('delete' as const), key }),
);
const transaction: fc.Arbitrary<Transaction> = fc.record({
  conditions: fc.array(condition, { maxLength: 2 }),
  writes: fc.uniqueArray(write, { maxLength: 4, selector: (w) => w.key }),
});
/** Transactions that are sent together, then a page size to read with. */
const round = fc.record({
  together: fc.array(transaction, { minLength: 1, maxLength: 5 }),
  limit: fc.integer({ min: 1, max: 4 }),
});

async function readAll(store: Store, limit: number): Promise<Entry[]> {
  const found: Entry[] = [];
  let after: string | undefined;
  do {
    const page = await store.list('', { limit, ...(after === undefined ? {} : { after }) });
    found.push(...page.entries);
    after = page.next;
  } while (after !== undefined);
  return found;
}

export function modelRule(open: Opener): void {
  test('any transactions, alone or together, do what they do to a plain map, and the watch tells all of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { maxLength: 8 }), async (rounds) => {
        const { store } = await open();
        const model = new Model();
        for (const { together, limit } of rounds) {
          const results = await Promise.all(together.map((one) => store.commit(one)));
          expect(results).toEqual(together.map((one) => model.commit(one)));
          const byBytes = (a: Entry, b: Entry) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
          expect(await readAll(store, limit)).toEqual([...model.entries.values()].sort(byBytes));
        }
        const replayed = new Map<string, Entry>();
        const end = model.revision;
        const batches = end === 0 ? [] : await readWatch(store, '', 0, (all) => all.at(-1)?.revision === end);
        for (const change of batches.flatMap((batch) => batch.changes)) {
          if (change.type === 'put') replayed.set(keyOf(change), change.entry);
          else replayed.delete(change.key);
        }
        expect(replayed).toEqual(model.entries);
        await store.close();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
}
