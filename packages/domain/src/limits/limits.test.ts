import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limitsFrom, limitsWith } from './given-limits.ts';
import { defaultLimits, limitNames, limitTable } from './limits.ts';

const page = join(import.meta.dirname, '../../../../docs/operating.md');
const marks = ['<!-- limits: begin -->\n', '<!-- limits: end -->'] as const;

const table = [
  '| limit | counted by | default | of what | why |',
  '|---|---|---|---|---|',
  ...limitNames.map((name) => {
    const { level, default: value, unit, why } = limitTable[name];
    return `| \`${name}\` | ${level} | ${value.toLocaleString('en-US')} | ${unit} | ${why} |`;
  }),
  '',
].join('\n');

it('docs/operating.md lists every limit with its default (UPDATE_LIMITS=1 writes it)', () => {
  const text = readFileSync(page, 'utf8');
  const begin = text.indexOf(marks[0]) + marks[0].length;
  const end = text.indexOf(marks[1]);
  if (process.env['UPDATE_LIMITS'] === '1') writeFileSync(page, text.slice(0, begin) + table + text.slice(end));
  const written = readFileSync(page, 'utf8');
  expect(written.slice(begin, written.indexOf(marks[1]))).toBe(table);
});

describe('limits', () => {
  it('are the defaults, with what is given instead', () => {
    expect(limitsWith({})).toEqual(defaultLimits);
    expect(limitsFrom(['consoles=7', ' audit-records = 12 '])).toEqual({
      ...defaultLimits,
      consoles: 7,
      'audit-records': 12,
    });
  });

  it.each([
    ['an unknown name', ['chairs=4'], 'There is no limit "chairs".'],
    ['a name of every object', ['toString=4'], 'There is no limit "toString".'],
    ['zero', ['consoles=0'], 'The limit consoles needs a whole number above zero.'],
    ['less than zero', ['consoles=-1'], '"consoles=-1" is not NAME=VALUE with a whole number.'],
    ['no number', ['consoles=many'], '"consoles=many" is not NAME=VALUE with a whole number.'],
    ['no value', ['consoles'], '"consoles" is not NAME=VALUE with a whole number.'],
  ])('refuse %s with a sentence', (_, given, sentence) => {
    expect(() => limitsFrom(given)).toThrow(sentence);
  });

  it('refuse what is no whole number', () => {
    expect(() => limitsWith({ consoles: 1.5 })).toThrow('The limit consoles needs a whole number above zero.');
    expect(() => limitsWith({ consoles: Number.NaN })).toThrow('The limit consoles needs a whole number above zero.');
  });

  it('say what goes wrong if they are larger and if they are smaller', () => {
    for (const name of limitNames) expect(limitTable[name].why, name).toMatch(/^Larger: .+\. Smaller: .+\.$/);
  });
});
