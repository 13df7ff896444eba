import { expect, test } from 'vitest';
import type { Entry } from '../port.ts';
import { committed, del, type Opener, put, refusedWith } from './engine-under-test.ts';

export function pagingRules(open: Opener): void {
  test('a list holds the keys of the prefix alone, in the order of their UTF-8 bytes', async () => {
    const { store } = await open();
    const keys = [
      '/a',
      '/a/',
      '/a/z',
      '/a/é',
      '/a/\u{ffee}',
      '/a/🏝',
      '/a0',
      '/b',
      '/a/\u{10ffff}',
      '/a/Z',
      '/a/10',
      '/a/9',
    ];
    for (const key of keys) await committed(store, put(key, key));
    const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    for (const prefix of ['/a/', '', '/', '/a', '/nothing', '/a/\u{10ffff}', '/a/🏝']) {
      const page = await store.list(prefix);
      const expected = keys.filter((key) => key.startsWith(prefix)).sort(byBytes);
      expect(page.entries.map((entry) => entry.key)).toEqual(expected);
      expect(page).toMatchObject({ revision: keys.length });
      expect(page.next).toBeUndefined();
    }
  });

  test('pages give every key once, each page with its revision, and no next on the last one', async () => {
    const { store } = await open();
    for (let i = 0; i < 10; i++) await committed(store, put(`/k/${i}`, i));
    const pages: (readonly Entry[])[] = [];
    let after: string | undefined;
    do {
      const page = await store.list('/k/', { limit: 4, ...(after === undefined ? {} : { after }) });
      expect(page.revision).toBe(10);
      pages.push(page.entries);
      after = page.next;
    } while (after !== undefined);
    expect(pages.map((page) => page.length)).toEqual([4, 4, 2]);
    expect(pages.flat().map((entry) => entry.value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await store.list('/k/', { limit: 10 })).next).toBeUndefined();
  });

  test('a page goes on after a key that was deleted meanwhile', async () => {
    const { store } = await open();
    for (const key of ['/k/a', '/k/b', '/k/c']) await committed(store, put(key, 0));
    const first = await store.list('/k/', { limit: 2 });
    await committed(store, del('/k/b'));
    const second = await store.list('/k/', { limit: 2, after: first.next as string });
    expect(second.entries.map((entry) => entry.key)).toEqual(['/k/c']);
  });

  test('an empty prefix has an empty page, and a page without entries cannot be asked for', async () => {
    const { store } = await open();
    expect(await store.list('/none')).toEqual({ entries: [], revision: 0 });
    await refusedWith('store-invalid-transaction', () => store.list('/', { limit: 0 }));
  });
}
