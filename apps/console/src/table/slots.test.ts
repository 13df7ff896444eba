import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { following, Slots } from './slots.ts';

test('a row keeps its place while it is drawn, also when others come before it', () => {
  const slots = new Slots<string>();
  const [a, b, c] = slots.assign(['a', 'b', 'c']);
  expect(slots.assign(['new', 'b', 'c'])).toEqual([a, b, c]);
  expect(slots.assign(['c', 'b'])).toEqual([c, b]);
});

test('no two rows share a place, and there are never more places than rows were drawn at once', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.nat(30), { maxLength: 12 }), { maxLength: 30 }), (drawings) => {
      const slots = new Slots<number>();
      const most = Math.max(0, ...drawings.map(({ length }) => length));
      for (const ids of drawings) {
        const places = slots.assign(ids);
        expect(new Set(places).size).toBe(ids.length);
        for (const place of places) expect(place).toBeLessThan(most);
      }
    }),
  );
});

test('while the table scrolls no element moves in the page; at rest they follow each other as they are read', () => {
  const slots = new Slots<number>();
  const frame = (first: number, inOrder: boolean) => {
    const indexes = Array.from({ length: 8 }, (_, i) => first + i);
    return following(indexes, slots.assign(indexes), inOrder);
  };
  const before = frame(0, true).map(({ place }) => place);
  for (const first of [3, 8, 20, 18]) expect(frame(first, false).map(({ place }) => place)).toEqual(before);
  const atRest = frame(18, true).map(({ index }) => index);
  expect(atRest).toEqual(atRest.toSorted((a, b) => a - b));
});
