import { expect, it } from 'vitest';
import { idRangeOf, withPool } from './id-map.ts';

it('gives neighbouring instances ranges that do not touch, all of them within what the host reserves', () => {
  for (const id of [0, 1, 3839, 3840, 1_000_000]) {
    const { first, count } = idRangeOf(id);
    expect(first).toBeGreaterThanOrEqual(0x70000000);
    expect(first + count).toBeLessThanOrEqual(0x7f000000);
  }
  expect(idRangeOf(2).first).toBe(idRangeOf(1).first + idRangeOf(1).count);
});

it('adds its line once and keeps what is there', () => {
  const line = 'root:1879048192:251658240\n';
  expect(withPool('')).toBe(line);
  expect(withPool('me:100000:65536')).toBe(`me:100000:65536\n${line}`);
  expect(withPool(`me:100000:65536\n${line}`)).toBe(`me:100000:65536\n${line}`);
});
