import { expect, test } from 'vitest';
import { EntryCache } from './entry-cache.ts';
import { LateEntry } from './late-entry.ts';

const late = (key: string, value: unknown) =>
  new LateEntry({ key, text: JSON.stringify(value), createRevision: 1, modRevision: 1 });

test('a value is parsed once, and all who read it get the same frozen one', () => {
  const cache = new EntryCache();
  const entry = late('/a', { n: 1 });
  cache.set('/a', entry);
  expect(cache.get('/a')).toBe(entry.entry);
  expect(cache.get('/a')?.value).toEqual({ n: 1 });
  expect(Object.isFrozen(cache.get('/a')?.value)).toBe(true);
});

test('what was written longest ago goes first, and what is larger than all of it stays alone', () => {
  const cache = new EntryCache();
  const mebi = 'x'.repeat(2 ** 20);
  for (const key of ['/1', '/2', '/3', '/4', '/5']) cache.set(key, late(key, mebi));
  expect(['/1', '/2', '/3', '/4', '/5'].filter((key) => cache.get(key) !== undefined)).toEqual(['/3', '/4', '/5']);
  cache.set('/3', late('/3', 'small'));
  cache.set('/6', late('/6', mebi));
  expect(['/3', '/4', '/5', '/6'].filter((key) => cache.get(key) !== undefined)).toEqual(['/3', '/4', '/5', '/6']);
  cache.set('/huge', late('/huge', mebi.repeat(5)));
  expect(cache.get('/6')).toBeUndefined();
  expect(cache.get('/huge')).toBeDefined();
  cache.delete('/huge');
  cache.set('/7', late('/7', mebi));
  expect(cache.get('/7')).toBeDefined();
});
