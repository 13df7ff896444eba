import { expect, test } from 'vitest';
import { bounded, columnWidths } from './column-widths.ts';

const columns = [
  { id: 'name', width: 'minmax(150px, 2fr)' },
  { id: 'state', width: 'minmax(118px, 1fr)' },
  { id: 'cpus', width: '110px' },
];

test('what is left is shared as the columns ask for it', () => {
  expect(columnWidths(columns, {}, 710)).toEqual([400, 200, 110]);
});

test('no column gets less than its least, and the others share the rest', () => {
  expect(columnWidths(columns, {}, 440)).toEqual([212, 118, 110].map((w, i) => (i === 0 ? 440 - 118 - 110 : w)));
  expect(columnWidths(columns, {}, 354)).toEqual([136, 107, 110]);
  expect(columnWidths(columns, {}, 100)).toEqual([108, 84, 110]);
});

test('what was dragged is as wide as it was dragged, within reason', () => {
  expect(columnWidths(columns, { name: 300 }, 710)).toEqual([300, 300, 110]);
  expect(columnWidths(columns, { cpus: 5 }, 710)[2]).toBe(bounded(5));
  expect(bounded(5)).toBe(56);
});
