import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SkerryError } from './failure.ts';
import { plainLine } from './plain-line.ts';

const refuses = (value: string): boolean => {
  try {
    return plainLine(value, 'It') !== value;
  } catch (error) {
    expect(error).toBeInstanceOf(SkerryError);
    return true;
  }
};

test.each([0x00, 0x07, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x2028, 0x2029, 0xd800])(
  'a value with the character %i is refused',
  (point) => expect(refuses(`a${String.fromCodePoint(point)}b`)).toBe(true),
);

test('what a person writes passes as it is', () => {
  for (const value of ['web-1', 'ssh-ed25519 AAAA= käse@büro', '日本', '🙂', '', 42]) {
    expect(plainLine(value, 'It')).toBe(value);
  }
});

test('what passes is one line in every grammar', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      if (!refuses(value)) expect(value.split(/[\r\n\v\f\0\u0085\u2028\u2029]/)).toHaveLength(1);
    }),
  );
});
