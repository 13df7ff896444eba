import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

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
