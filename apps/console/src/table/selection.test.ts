import { expect, test } from 'vitest';
import { shownColumns } from './column.ts';
import { ranged, stillThere, toggled } from './selection.ts';

const order = [10, 20, 30, 40];

test('a row goes in and out', () => {
  const one = toggled(new Set(), 10);
  expect([...one]).toEqual([10]);
  expect(toggled(one, 10).size).toBe(0);
});

test('a range is set as its end becomes, in either direction', () => {
  expect([...ranged(new Set([10]), order, 10, 30)].sort((a, b) => a - b)).toEqual([10, 20, 30]);
  expect([...ranged(new Set(order), order, 40, 20)]).toEqual([10]);
  expect([...ranged(new Set(), order, 99, 20)]).toEqual([20]);
});

test('what is gone is not selected any more', () => {
  const selection = new Set([10, 20]);
  expect([...stillThere(selection, [{ id: 20 }, { id: 30 }])]).toEqual([20]);
  expect(
    stillThere(
      selection,
      order.map((id) => ({ id })),
    ),
  ).toBe(selection);
});

test('columns go by the width of the table, and by what the user chose', () => {
  const render = () => null;
  const columns = (['always', 'phone', 'usual', 'wide', 'chosen'] as const).map((show) => ({
    id: show,
    label: show,
    width: '1fr',
    show,
    render,
  }));
  const shown = (chosen: string[] | undefined, width: number) => shownColumns(columns, chosen, width).map((c) => c.id);
  expect(shown(undefined, 360)).toEqual(['always', 'phone']);
  expect(shown(undefined, 800)).toEqual(['always', 'phone', 'usual']);
  expect(shown(undefined, 1400)).toEqual(['always', 'phone', 'usual', 'wide']);
  expect(shown(['chosen'], 800)).toEqual(['always', 'chosen']);
});
