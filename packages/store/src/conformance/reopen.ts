import { expect, test } from 'vitest';
import { committed, del, type Opener, put, readWatch, refusedWith } from './engine-under-test.ts';

export function reopenRules(open: Opener): void {
  test('reopening keeps entries, revision, history and compaction', async ({ skip }) => {
    const { store, reopen } = await open();
    if (!reopen) return skip('the state of this engine is gone with the store');
    for (let i = 0; i < 20; i++) await committed(store, put(`/k/${i % 5}`, { i }));
    await committed(store, del('/k/0'));
    await store.compact(6);
    const before = await store.list('');
    const again = await reopen();
    expect(await again.list('')).toEqual(before);
    expect(before).toMatchObject({ revision: 21 });
    const batches = await readWatch(again, '', 5, (all) => all.length === 16);
    expect(batches.map((batch) => batch.revision)).toEqual(Array.from({ length: 16 }, (_, i) => 6 + i));
    await refusedWith('store-compacted', () => readWatch(again, '', 4, () => true));
    expect(await committed(again, put('/k/0', 'new'))).toBe(22);
  });

  test('after reopening a lease has its full time again, and then runs out', async ({ skip }) => {
    const { store, reopen } = await open();
    if (!reopen) return skip('the state of this engine is gone with the store');
    const [short, long] = [await store.grantLease(1000), await store.grantLease(60_000)];
    await committed(store, put('/l/short', 1, short));
    await committed(store, put('/l/long', 1, long));
    const again = await reopen();
    await again.keepAlive(long);
    const [batch] = await readWatch(again, '/l/', 2, (batches) => batches.length === 1);
    expect(batch?.changes).toEqual([{ type: 'delete', key: '/l/short', modRevision: 3 }]);
    await again.revokeLease(long);
    expect((await again.list('/l/')).entries).toEqual([]);
  });
}
