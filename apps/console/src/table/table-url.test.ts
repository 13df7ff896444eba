import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from '../app/search-params.ts';
import { readView, type TableView, writeView } from './table-url.ts';

const limits = { sortable: ['name', 'cpus'], columns: ['name', 'state', 'cpus'], sort: 'name', order: 'asc' } as const;

test('a view goes into an address and comes back', () => {
  const views: TableView[] = [
    { filter: '', sort: 'name', order: 'asc', columns: undefined },
    { filter: 'web state:running label:a=b&c', sort: 'cpus', order: 'desc', columns: ['name', 'cpus'] },
    { filter: 'x', sort: 'name', order: 'desc', columns: undefined },
  ];
  for (const view of views) {
    expect(readView(parseSearch(stringifySearch(writeView(view, limits))), limits)).toEqual(view);
  }
});

test('the usual view leaves the address bare', () => {
  expect(writeView({ filter: ' ', sort: 'name', order: 'asc', columns: undefined }, limits)).toEqual({});
});

test('what an address must not say is not believed', () => {
  expect(readView({ sort: 'passwordHash', order: 'sideways', columns: 'ghost' }, limits)).toEqual({
    filter: '',
    sort: 'name',
    order: 'asc',
    columns: undefined,
  });
});
