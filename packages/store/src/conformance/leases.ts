import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { committed, keyOf, type Opener, put, readWatch, refusedWith } from './engine-under-test.ts';

/** Shorter, and a slow disk outlasts a lease between its grant and its first put. */
const shortMs = 600;

export function leaseRules(open: Opener): void {
  test('the keys of a lease vanish by an ordinary delete in one revision when it runs out', async () => {
    const { store } = await open();
    const lease = await store.grantLease(shortMs);
    await committed(store, put('/l/a', 1, lease));
    await committed(store, put('/l/b', 1, lease));
    await committed(store, put('/l/stays', 1));
    const [batch] = await readWatch(store, '/l/', 3, (batches) => batches.length === 1);
    expect(batch?.changes.map((change) => change.type)).toEqual(['delete', 'delete']);
    expect(batch?.changes.map(keyOf).sort()).toEqual(['/l/a', '/l/b']);
    expect((await store.list('/l/')).entries.map((entry) => entry.key)).toEqual(['/l/stays']);
    await refusedWith('store-lease-unknown', () => store.keepAlive(lease));
    await refusedWith('store-lease-unknown', () => store.commit(put('/l/a', 2, lease)));
    expect(await store.get('/l/a')).toBeUndefined();
  });

  test('a lease that is kept alive keeps its keys far beyond its time', async () => {
    const { store } = await open();
    const lease = await store.grantLease(shortMs * 4);
    await committed(store, put('/l/a', 1, lease));
    for (let i = 0; i < 6; i++) {
      await delay(shortMs);
      await store.keepAlive(lease);
    }
    expect((await store.get('/l/a'))?.modRevision).toBe(1);
  });

  test('revoking deletes the keys at once, in one revision, and may be repeated', async () => {
    const { store } = await open();
    const lease = await store.grantLease(60_000);
    for (let i = 0; i < 150; i++) await committed(store, put(`/l/${i}`, i, lease));
    await store.revokeLease(lease);
    expect((await store.list('/l/')).entries).toEqual([]);
    expect(await store.revision()).toBe(151);
    await store.revokeLease(lease);
    await refusedWith('store-lease-unknown', () => store.keepAlive(lease));
    expect(await store.revision()).toBe(151);
  });

  test('a put without the lease, or with another, takes the key off the lease', async () => {
    const { store } = await open();
    const [first, second] = [await store.grantLease(60_000), await store.grantLease(60_000)];
    await committed(store, put('/l/free', 1, first));
    await committed(store, put('/l/free', 2));
    await committed(store, put('/l/moved', 1, first));
    await committed(store, put('/l/moved', 2, second));
    await store.revokeLease(first);
    expect((await store.list('/l/')).entries.map((entry) => entry.key)).toEqual(['/l/free', '/l/moved']);
    await store.revokeLease(second);
    expect((await store.list('/l/')).entries.map((entry) => entry.key)).toEqual(['/l/free']);
  });

  test('an unknown lease fails its own transaction alone, and only when the conditions hold', async () => {
    const { store } = await open();
    const wrong = refusedWith('store-lease-unknown', () => store.commit(put('/l/a', 1, 'no such lease')));
    const right = committed(store, put('/l/b', 1));
    const refused = store.commit({ conditions: [{ key: '/l/a', is: 'present' }], ...put('/l/a', 1, 'no such lease') });
    await wrong;
    expect(await right).toBe(1);
    expect(await refused).toMatchObject({ committed: false });
    expect(await store.get('/l/a')).toBeUndefined();
  });

  test('an empty lease runs out without a revision, and a lease without a time is refused', async () => {
    const { store } = await open();
    const lease = await store.grantLease(shortMs);
    await expect
      .poll(() => store.keepAlive(lease).catch(() => 'gone'), { interval: shortMs * 1.5, timeout: 10_000 })
      .toBe('gone');
    expect(await store.revision()).toBe(0);
    for (const ttl of [0, -1, Number.NaN]) await refusedWith('store-invalid-transaction', () => store.grantLease(ttl));
  });
}
