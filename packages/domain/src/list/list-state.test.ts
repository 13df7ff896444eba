import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comparison,
  firstPage,
  type Listed,
  type ListParameters,
  type ListState,
  matcher,
  withChanges,
  withPage,
} from './list-state.ts';

interface Thing extends Listed {
  readonly state: string;
}
const thing = (id: number, name = `n${id}`, state = 'online'): Thing => ({ id, name, state, labels: {} });
const put = (object: Thing, revision = 10) => ({ id: object.id, revision, object });
const gone = (id: number, revision = 10) => ({ id, revision, object: undefined });
const list = (items: Thing[], total: number, next?: string): ListState<Thing> =>
  firstPage({ items, total, next, revision: 1 });
const ids = (state: ListState<Thing>) => state.items.map((item) => item.id);

describe('a change', () => {
  const byName = { sort: 'name' };
  const whole = list([thing(1, 'a'), thing(3, 'c'), thing(5, 'e')], 3);

  test('takes its place in the order', () => {
    const state = withChanges('host', whole, byName, [put(thing(4, 'd'))]);
    expect(ids(state)).toEqual([1, 3, 4, 5]);
    expect(state.total).toBe(4);
  });

  test('moves an object whose sort value changed', () => {
    expect(ids(withChanges('host', whole, byName, [put(thing(1, 'z'))]))).toEqual([3, 5, 1]);
  });

  test('keeps what an object was known to use: changes do not tell it', () => {
    const using = (id: number, memoryFraction: number) => ({ ...thing(id), use: { memoryFraction } });
    const state = firstPage({ items: [using(2, 0.1), using(1, 0.5)], total: 2, next: undefined, revision: 1 });
    const after = withChanges<Thing>('host', state, { sort: 'memoryUse' }, [put(thing(1, 'renamed')), put(thing(7))]);
    expect(ids(after)).toEqual([7, 2, 1]);
    expect(after.items[2]).toEqual({ ...using(1, 0.5), name: 'renamed' });
  });

  test('takes out what is gone, or does not fit the filter any more', () => {
    expect(ids(withChanges('host', whole, byName, [gone(3)]))).toEqual([1, 5]);
    expect(ids(withChanges('host', whole, { ...byName, state: 'online' }, [put(thing(3, 'c', 'cut'))]))).toEqual([
      1, 5,
    ]);
  });

  test('beyond what was fetched is left to the page that brings it', () => {
    const part = list([thing(1, 'a'), thing(3, 'c')], 9, 'more');
    expect(ids(withChanges('host', part, byName, [put(thing(8, 'x'))]))).toEqual([1, 3]);
    expect(withChanges('host', part, byName, [put(thing(2, 'b'))])).toMatchObject({ total: 10 });
  });

  test('of another kind of object leaves the very same list', () => {
    expect(withChanges('host', whole, { ...byName, state: 'cut' }, [put(thing(9))])).toBe(whole);
  });
});

test('a page continues the list, and repeats nothing', () => {
  const state = withPage(list([thing(1), thing(2)], 4, 'more'), {
    items: [thing(2), thing(3), thing(4)],
    total: 4,
    revision: 7,
  });
  expect(ids(state)).toEqual([1, 2, 3, 4]);
  expect(state).toMatchObject({ next: undefined, revision: 7 });
});

test('labels and parts of names are judged as the server does', () => {
  const object = { ...thing(1, 'Web-1'), labels: { zone: 'a' } };
  const fits = (one: Listed, parameters: ListParameters) => matcher('host', parameters)(one);
  expect(fits(object, { search: 'web', label: 'zone=a' })).toBe(true);
  expect(fits(object, { label: 'zone' })).toBe(true);
  expect(fits(object, { label: 'zone=b' })).toBe(false);
  expect(fits(object, { name: 'web-1' })).toBe(false);
  expect(fits(object, { label: 'toString' })).toBe(false);
  expect(fits(object, { label: ['zone=a', 'tier'] })).toBe(false);
  expect(fits(object, { state: '!cut' })).toBe(true);
});

test('whatever happens, a whole list is what the server would answer', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd');
  const states = fc.constantFrom('online', 'cut');
  const event = fc.record({ id: fc.integer({ min: 1, max: 12 }), name: names, state: states, there: fc.boolean() });
  const orders = fc.constantFrom<'asc' | 'desc'>('asc', 'desc');
  fc.assert(
    fc.property(
      fc.array(fc.array(event, { maxLength: 5 }), { maxLength: 12 }),
      orders,
      fc.boolean(),
      (batches, order, filtered) => {
        const parameters = { sort: 'name', order, ...(filtered ? { state: 'online' } : {}) };
        const world = new Map<number, Thing>();
        let state = list([], 0);
        for (const batch of batches) {
          const changes = batch.map(({ id, name, state: s, there }) => (there ? put(thing(id, name, s)) : gone(id)));
          for (const { id, object } of changes) {
            if (object === undefined) world.delete(id);
            else world.set(id, object);
          }
          state = withChanges('host', state, parameters, changes);
        }
        const answer = [...world.values()].filter(matcher('host', parameters)).sort(comparison('host', parameters));
        expect(state.items).toEqual(answer);
        expect(state.total).toBe(answer.length);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});
