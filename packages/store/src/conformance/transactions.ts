import { expect, test } from 'vitest';
import { committed, del, type Opener, put } from './engine-under-test.ts';

export function transactionRules(open: Opener): void {
  test('an empty store is at revision 0, and a key that was never put is not there', async () => {
    const { store } = await open();
    expect(await store.revision()).toBe(0);
    expect(await store.get('/a')).toBeUndefined();
  });

  test('each transaction that changes something raises the revision by one, and its keys carry it', async () => {
    const { store } = await open();
    expect(await committed(store, put('/a', 1))).toBe(1);
    expect(await committed(store, put('/a', { n: 2 }))).toBe(2);
    const both = { writes: [...put('/b', 'x').writes, ...put('/c', [null, true]).writes] };
    expect(await committed(store, both)).toBe(3);
    expect(await store.get('/a')).toEqual({ key: '/a', value: { n: 2 }, createRevision: 1, modRevision: 2 });
    expect(await store.get('/b')).toEqual({ key: '/b', value: 'x', createRevision: 3, modRevision: 3 });
    expect(await store.get('/c')).toEqual({ key: '/c', value: [null, true], createRevision: 3, modRevision: 3 });
    expect(await store.revision()).toBe(3);
  });

  test('a transaction that changes nothing commits and makes no revision', async () => {
    const { store } = await open();
    await committed(store, put('/a', 1));
    expect(await committed(store, { writes: [] })).toBe(1);
    expect(await committed(store, del('/never'))).toBe(1);
    expect(await store.revision()).toBe(1);
  });

  test('a key that is put again after a delete has a new createRevision', async () => {
    const { store } = await open();
    await committed(store, put('/a', 1));
    await committed(store, del('/a'));
    expect(await store.get('/a')).toBeUndefined();
    await committed(store, put('/a', 2));
    expect(await store.get('/a')).toEqual({ key: '/a', value: 2, createRevision: 3, modRevision: 3 });
  });

  test('conditions decide, and the first that does not hold is told', async () => {
    const { store } = await open();
    await committed(store, put('/a', 1));
    const failing = [
      { key: '/a', is: 'absent' },
      { key: '/b', is: 'present' },
      { key: '/a', is: 'unchanged-since', modRevision: 7 },
      { key: '/b', is: 'unchanged-since', modRevision: 1 },
    ] as const;
    for (const condition of failing) {
      const result = await store.commit({ conditions: [{ key: '/a', is: 'present' }, condition], ...put('/a', 'no') });
      expect(result).toEqual({ committed: false, failed: condition, revision: 1 });
    }
    expect((await store.get('/a'))?.value).toBe(1);
    const holding = [
      { key: '/b', is: 'absent' },
      { key: '/a', is: 'present' },
      { key: '/a', is: 'unchanged-since', modRevision: 1 },
    ] as const;
    expect(await committed(store, { conditions: holding, ...put('/a', 2) })).toBe(2);
  });

  test('a refused transaction writes nothing of itself', async () => {
    const { store } = await open();
    await committed(store, put('/a', 1));
    const writes = [...put('/a', 2).writes, ...put('/b', 2).writes, ...del('/a2').writes];
    expect((await store.commit({ conditions: [{ key: '/b', is: 'present' }], writes })).committed).toBe(false);
    expect(await store.get('/b')).toBeUndefined();
    expect((await store.get('/a'))?.value).toBe(1);
    expect(await store.revision()).toBe(1);
  });

  test('of concurrent creators of one key exactly one wins', async () => {
    const { store } = await open();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        store.commit({ conditions: [{ key: '/a', is: 'absent' }], ...put('/a', i) }),
      ),
    );
    expect(results.filter((result) => result.committed)).toHaveLength(1);
    expect(await store.revision()).toBe(1);
  });

  test('500 concurrent increments of one counter with compare-and-swap retries count to 500', async () => {
    const { store } = await open();
    await committed(store, put('/counter', 0));
    const increment = async () => {
      for (;;) {
        const entry = await store.get('/counter');
        if (!entry) throw new Error('the counter is gone');
        const { committed } = await store.commit({
          conditions: [{ key: '/counter', is: 'unchanged-since', modRevision: entry.modRevision }],
          ...put('/counter', Number(entry.value) + 1),
        });
        if (committed) return;
      }
    };
    await Promise.all(Array.from({ length: 500 }, increment));
    expect((await store.get('/counter'))?.value).toBe(500);
    expect(await store.revision()).toBe(501);
  }, 60_000);

  test('what the caller does to its objects after the call, or to what it has read, does not reach the store', async () => {
    const { store } = await open();
    const value = { list: [1] };
    const pending = committed(store, put('/a', value));
    value.list.push(2);
    await pending;
    const read = (await store.get('/a'))?.value as unknown as { list: number[] };
    try {
      read.list.push(3);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
    }
    expect((await store.get('/a'))?.value).toEqual({ list: [1] });
  });
}
