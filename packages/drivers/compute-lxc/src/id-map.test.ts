import { expect, it } from 'vitest';
import { withPool } from './id-map.ts';

it('adds its line once and keeps what is there', () => {
  const line = 'root:1879048192:251658240\n';
  expect(withPool('')).toBe(line);
  expect(withPool('me:100000:65536')).toBe(`me:100000:65536\n${line}`);
  expect(withPool(`me:100000:65536\n${line}`)).toBe(`me:100000:65536\n${line}`);
});
