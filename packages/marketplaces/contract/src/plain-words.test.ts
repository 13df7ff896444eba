import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainName, plainWords } from './plain-words.ts';

test('what moves a cursor, ends a line or turns the direction is not shown', () => {
  expect(plainWords('a\u001b[31mred\u202edetsurt\nline\u0000 end\ud800')).toBe('a [31mred detsurt line end');
  expect(plainWords('  für 日本語 👍  ')).toBe('für 日本語 👍');
});

/** Halves of characters too. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xff_ff })).map((codes) => String.fromCharCode(...codes));

test('of any text one line of at most so many characters is left', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, most) => {
      const words = plainWords(text, most);
      expect(words.length).toBeLessThanOrEqual(most);
      expect(words).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});

test.each(['', ' a', 'a ', 'a\nb', 'a\u202eb', 'x'.repeat(256), '\ufeffa'])('%j names nothing', (text) => {
  expect(plainName(text)).toBeUndefined();
});

test.each(['nginx', 'Ünïcode/12', 'a b', 'x'.repeat(255), '日本'])('%j is a name', (text) => {
  expect(plainName(text)).toBe(text);
});
