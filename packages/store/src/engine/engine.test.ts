import { fakeClock, type Log, silentLog } from '@skerry/kit';
import { expect, test, vi } from 'vitest';
import { committed, put, refusedWith } from '../conformance/engine-under-test.ts';
import { storeError } from '../errors.ts';
import { MemoryBackend } from '../memory/memory-backend.ts';
import type { Store, StoreErrorCode } from '../port.ts';
import type { StoredEntry } from './backend.ts';
import { Engine } from './engine.ts';

/** A backend whose disk fails as it is told, and undoes nothing: it fails before the work begins, or after none. */
class FailingBackend extends MemoryBackend {
  failWith: StoreErrorCode | undefined;
  /** Larger values do not fit. */
  room = Number.POSITIVE_INFINITY;
  syncs = 0;

  override atomically<T>(work: () => T): T {
    if (this.failWith) throw storeError(this.failWith);
    this.syncs += 1;
    return super.atomically(work);
  }

  override put(entry: StoredEntry): void {
    if (entry.text.length > this.room) throw storeError('store-full');
    super.put(entry);
  }
}

async function withEngine(options: { log?: Log }, work: (store: Store, backend: FailingBackend) => Promise<void>) {
  const backend = new FailingBackend();
  const store = new Engine(backend, options);
  try {
    await work(store, backend);
  } finally {
    await store.close();
  }
}

test('concurrent commits share one sync, and one after the other each has its own', async () => {
  await withEngine({}, async (store, backend) => {
    await Promise.all(Array.from({ length: 100 }, (_, i) => committed(store, put(`/a/${i}`, i))));
    expect(backend.syncs).toBe(1);
    for (let i = 0; i < 3; i++) await committed(store, put('/b', i));
    expect(backend.syncs).toBe(4);
  });
});

test('a transaction that does not fit fails alone, and its neighbours of the same group are kept', async () => {
  await withEngine({}, async (store, backend) => {
    backend.room = 100;
    const large = refusedWith('store-full', () => store.commit(put('/large', 'x'.repeat(200))));
    const small = [committed(store, put('/small/1', 1)), committed(store, put('/small/2', 2))];
    await large;
    expect((await Promise.all(small)).length).toBe(2);
    expect(await store.get('/large')).toBeUndefined();
    await refusedWith('store-full', () => store.commit(put('/small/1', 'x'.repeat(200))));
    expect((await store.get('/small/1'))?.value).toBe(1);
  });
});

test('after an I/O error of a write nothing is taken or told any more, and it is logged', async () => {
  const error = vi.fn();
  await withEngine({ log: { ...silentLog, error } }, async (store, backend) => {
    await committed(store, put('/a', 1));
    const watching = refusedWith('store-io', async () => {
      for await (const _ of store.watch('', 1, new AbortController().signal)) throw new Error('told something');
    });
    backend.failWith = 'store-io';
    await refusedWith('store-io', () => store.commit(put('/a', 2)));
    backend.failWith = undefined;
    await refusedWith('store-io', () => store.commit(put('/a', 3)));
    await refusedWith('store-io', () => store.get('/a'));
    await watching;
    expect(error).toHaveBeenCalledOnce();
  });
});

test('after a full disk the store takes writes again by itself', async () => {
  await withEngine({}, async (store, backend) => {
    backend.failWith = 'store-full';
    await refusedWith('store-full', () => store.commit(put('/a', 1)));
    expect(await store.revision()).toBe(0);
    backend.failWith = undefined;
    expect(await committed(store, put('/a', 2))).toBe(1);
  });
});

test('the keys of a lease that ran out while the disk was full go as soon as it is not', async () => {
  const warn = vi.fn();
  await withEngine({ log: { ...silentLog, warn } }, async (store, backend) => {
    const lease = await store.grantLease(50);
    await committed(store, put('/l', 1, lease));
    backend.failWith = 'store-full';
    await expect.poll(() => warn.mock.calls.length).toBeGreaterThan(0);
    await refusedWith('store-lease-unknown', () => store.keepAlive(lease));
    expect((await store.get('/l'))?.value).toBe(1);
    backend.failWith = undefined;
    await expect.poll(() => store.get('/l'), { timeout: 5000 }).toBeUndefined();
  });
});

test('a lease is dead at its deadline on the monotonic clock, before any timer has fired', async () => {
  const clock = fakeClock();
  const store = new Engine(new MemoryBackend(), { clock });
  try {
    const lease = await store.grantLease(3_600_000);
    await committed(store, put('/l', 1, lease));
    clock.advance(3_599_999);
    await store.keepAlive(lease);
    clock.advance(3_599_999);
    await committed(store, put('/l', 2, lease));
    clock.advance(1);
    await refusedWith('store-lease-unknown', () => store.keepAlive(lease));
    await refusedWith('store-lease-unknown', () => store.commit(put('/l', 3, lease)));
    expect(await store.get('/l')).toBeUndefined();
    expect(await store.revision()).toBe(3);
  } finally {
    await store.close();
  }
});
