import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLineIn, commandLineOf } from './command-line.ts';

const words = (text: string) => {
  const read = commandLineIn(text);
  return read.ok ? read.words : read.problem;
};

test('blanks part words, and quotes keep them together', () => {
  expect(words(` a  b\tc\n`)).toEqual(['a', 'b', 'c']);
  expect(words(`sh -c 'echo "a b"; exit 3'`)).toEqual(['sh', '-c', 'echo "a b"; exit 3']);
  expect(words(`"a b"c '' ""`)).toEqual(['a bc', '', '']);
  expect(words('a\\ b "\\"" "\\n" \'\\n\'')).toEqual(['a b', '"', '\\n', '\\n']);
  expect(words('')).toEqual([]);
});

test('what is not finished is said', () => {
  expect(words(`a 'b`)).toMatch(/not closed/);
  expect(words('a \\')).toMatch(/backslash/);
});

test('what is written of words is read as these words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (list) => {
      expect(words(commandLineOf(list))).toEqual(list);
    }),
  );
});
