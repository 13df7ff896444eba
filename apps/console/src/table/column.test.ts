import { expect, test } from 'vitest';
import { type Column, shownColumns } from './column.ts';

const column = (id: string, width: string, show: Column<never>['show']): Column<never> => ({
  id,
  label: id,
  width,
  show,
  render: () => null,
});
const columns = [
  column('name', 'minmax(150px, 2fr)', 'always'),
  column('state', 'minmax(118px, 1fr)', 'phone'),
  column('cluster', 'minmax(100px, 1fr)', 'usual'),
  column('host', 'minmax(100px, 1fr)', 'usual'),
  column('address', 'minmax(120px, 1fr)', 'usual'),
  column('cpus', '110px', 'usual'),
  column('memory', '100px', 'usual'),
  column('owner', '100px', 'chosen'),
];
const shown = (width: number, chosen?: readonly string[]) =>
  shownColumns(columns, chosen, width, width - 104)
    .map(({ id }) => id)
    .join(' ');

test.each([
  [380, 'name state'],
  [757, 'name state cluster host address'],
  [850, 'name state cluster host address cpus'],
  [902, 'name state cluster host address cpus memory'],
  [901, 'name state cluster host address cpus'],
])('of %i pixels no column takes those that the names need: %s', (width, expected) => {
  expect(shown(width)).toBe(expected);
});

test('what somebody chose is shown, however narrow; what cannot be hidden too', () => {
  expect(shown(700, ['host', 'address', 'cpus', 'memory', 'owner'])).toBe('name host address cpus memory owner');
  expect(shown(380, ['owner'])).toBe('name state');
});
