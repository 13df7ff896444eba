import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { guestSlots, helperPool, identityOfSlot, idPool, slotBeforeSlots } from './guest-identity.ts';

const slot = fc.integer({ min: 0, max: guestSlots - 1 });

test('no two guests of a host share an id, inside or beside their containers', () => {
  fc.assert(
    fc.property(slot, slot, (a, b) => {
      fc.pre(a !== b);
      const [one, other] = [identityOfSlot(a), identityOfSlot(b)];
      const [low, high] = a < b ? [one, other] : [other, one];
      expect(low.idRange.first + low.idRange.count).toBeLessThanOrEqual(high.idRange.first);
      expect(one.uid).not.toBe(other.uid);
      for (const { uid } of [one, other]) expect(uid >= idPool.first && uid < idPool.first + idPool.count).toBe(false);
    }),
  );
});

test('every id is one that nobody else hands out, and fits what calls a negative number an error', () => {
  fc.assert(
    fc.property(slot, (n) => {
      const { uid, gid, idRange } = identityOfSlot(n);
      expect(gid).toBe(uid);
      for (const id of [uid, idRange.first, idRange.first + idRange.count - 1]) {
        expect(id).toBeGreaterThanOrEqual(0x70000000);
        expect(id).toBeLessThan(0x7fffffff);
      }
    }),
  );
  expect(helperPool.count).toBe(guestSlots);
});

test('what is no slot becomes nobody', () => {
  for (const wrong of [-1, 0.5, guestSlots, Number.NaN]) expect(() => identityOfSlot(wrong)).toThrow(RangeError);
});

test('a guest of an older build is known by the ids that it runs with', () => {
  expect(identityOfSlot(slotBeforeSlots(42)).idRange).toEqual({ first: 1_881_800_704, count: 65_536 });
  expect(slotBeforeSlots(guestSlots + 7)).toBe(7);
});
