import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, prefixEnd } from './key-order.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\u{d7ff}', '\u{e000}', '\u{ffff}', '🏝', '\u{10ffff}') });
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('keys compare as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
    }),
  );
});

test('a prefix ends just before the first key that is after all of its own', () => {
  fc.assert(
    fc.property(text, text, (prefix, key) => {
      const end = prefixEnd(prefix);
      const inRange = byBytes(key, prefix) >= 0 && (end === undefined || byBytes(key, end) < 0);
      expect(inRange).toBe(key.startsWith(prefix));
    }),
  );
});
