import { expect, test } from 'vitest';
import { logLineIn, logLinesOf } from './log-line.ts';

const at = (second: number) => `2026-11-29T12:00:0${second}.000Z`;
const text = [`${at(1)} out one\r`, `${at(2)} err two`, 'by the kernel', `${at(3)} out `, ''].join('\n');

test('a line says when and where it was printed, if it says so, and what', () => {
  expect(logLineIn(`${at(1)} err a b\r`)).toEqual({ at: at(1), stream: 'err', text: 'a b' });
  expect(logLineIn(`${at(1)} out `)).toEqual({ at: at(1), stream: 'out', text: '' });
  for (const plain of ['hello', '', `${at(1)} else a`, '2026-99-99T99:99:99.999Z out a']) {
    expect(logLineIn(plain)).toEqual({ text: plain });
  }
});

test('of all lines the last ones, those since a time, or both', () => {
  const texts = (...given: Parameters<typeof logLinesOf>) => logLinesOf(...given).map((line) => line.text);
  expect(texts(text, {})).toEqual(['one', 'two', 'by the kernel', '']);
  expect(texts(text, { tail: 2 })).toEqual(['by the kernel', '']);
  expect(texts(text, { tail: 0 })).toEqual([]);
  expect(texts(text, { since: at(2) })).toEqual(['two', 'by the kernel', '']);
  expect(texts(text, { since: at(2), tail: 1 })).toEqual(['']);
  expect(texts(text, { since: at(4) })).toEqual([]);
  expect(texts('', {})).toEqual([]);
});
