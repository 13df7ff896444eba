import { expect, test } from 'vitest';
import type { ChangeBatch, Store } from '../port.ts';
import { committed, del, keyOf, type Opener, put, readWatch, refusedWith } from './engine-under-test.ts';

const revisions = (batches: readonly ChangeBatch[]) => batches.map((batch) => batch.revision);
const count = (n: number) => (batches: readonly ChangeBatch[]) => batches.length >= n;
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + 1 + i);
const storm = async (store: Store, commits: number) => {
  await Promise.all(Array.from({ length: commits }, (_, i) => store.commit(put(`/s/${i % 7}`, i))));
};

export function watchRules(open: Opener): void {
  test('a watch tells history first, then what happens, each revision whole and once', async () => {
    const { store } = await open();
    await committed(store, put('/w/a', 1));
    await committed(store, { writes: [...put('/w/a', 2).writes, ...put('/w/b', 2).writes, ...put('/x', 2).writes] });
    const reading = readWatch(store, '/w/', 0, count(4));
    await committed(store, put('/x', 3));
    await committed(store, put('/w/c', 4));
    await committed(store, { writes: [...del('/w/a').writes, ...del('/x').writes] });
    expect(await reading).toEqual([
      { revision: 1, changes: [{ type: 'put', entry: { key: '/w/a', value: 1, createRevision: 1, modRevision: 1 } }] },
      {
        revision: 2,
        changes: [
          { type: 'put', entry: { key: '/w/a', value: 2, createRevision: 1, modRevision: 2 } },
          { type: 'put', entry: { key: '/w/b', value: 2, createRevision: 2, modRevision: 2 } },
        ],
      },
      { revision: 4, changes: [{ type: 'put', entry: { key: '/w/c', value: 4, createRevision: 4, modRevision: 4 } }] },
      { revision: 5, changes: [{ type: 'delete', key: '/w/a', modRevision: 5 }] },
    ]);
  });

  test('a watch that resumes from any revision misses nothing and repeats nothing', async () => {
    const { store } = await open();
    const reading = readWatch(store, '', 0, (batches) => batches.at(-1)?.revision === 1500);
    await storm(store, 1500);
    const whole = await reading;
    expect(revisions(whole)).toEqual(upTo(0, 1500));
    for (const from of [0, 1, 99, 100, 101, 700, 1499]) {
      const resumed = await readWatch(store, '', from, (batches) => batches.at(-1)?.revision === 1500);
      expect(resumed).toEqual(whole.slice(from));
    }
  });

  test('a watch from the revision of a page misses nothing that came after the page', async () => {
    const { store } = await open();
    await storm(store, 20);
    const page = await store.list('/s/');
    await committed(store, put('/s/new', 1));
    const [first] = await readWatch(store, '/s/', page.revision, count(1));
    expect(first?.changes.map(keyOf)).toEqual(['/s/new']);
  });

  test('a watch from a compacted revision fails, and from the newest one works', async () => {
    const { store } = await open();
    await storm(store, 20);
    await store.compact(11);
    const error = await refusedWith('store-compacted', () => readWatch(store, '', 9, count(1)));
    expect(error.failure.hint).toBeTruthy();
    expect(revisions(await readWatch(store, '', 10, count(10)))).toEqual(upTo(10, 20));
    await store.compact(1000);
    await store.compact(5);
    await refusedWith('store-compacted', () => readWatch(store, '', 19, count(1)));
    const reading = readWatch(store, '', 20, count(1));
    await committed(store, put('/a', 1));
    expect(revisions(await reading)).toEqual([21]);
  });

  test('a reader that falls behind the history is told so, after whole revisions in order', async () => {
    const { store } = await open();
    await storm(store, 10);
    const seen: number[] = [];
    const slow = async () => {
      const stop = new AbortController();
      for await (const batch of store.watch('', 0, stop.signal)) {
        seen.push(batch.revision);
        if (seen.length > 1) continue;
        await storm(store, 500);
        await store.compact(400);
      }
    };
    await refusedWith('store-compacted', slow);
    expect(seen.length).toBeLessThan(399);
    expect(seen).toEqual(upTo(0, seen.length));
  });

  test('abort ends a watch that waits, one that reads, and one not yet begun', async () => {
    const { store } = await open();
    await storm(store, 5);
    const waiting = new AbortController();
    const next = store.watch('', 5, waiting.signal)[Symbol.asyncIterator]().next();
    waiting.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await readWatch(store, '', 0, count(2))).toHaveLength(2);
    for await (const _ of store.watch('', 0, AbortSignal.abort())) throw new Error('told something after its end');
  });

  test('with progress a watch tells that revisions without a change of its prefix have passed', async () => {
    const { store } = await open();
    await committed(store, put('/w/a', 1));
    await committed(store, put('/x', 2));
    const batches = await readWatch(store, '/w/', 0, (all) => all.at(-1)?.revision === 2, { progress: true });
    expect(batches.at(-1)).toEqual({ revision: 2, changes: [] });
    expect(batches[0]?.changes.map(keyOf)).toEqual(['/w/a']);
  });

  test('a watch ends with store-closed when the store closes, and so does everything else', async () => {
    const { store } = await open();
    const waiting = refusedWith('store-closed', () => readWatch(store, '/other', 0, count(1)));
    const pending = store.commit(put('/late', 1));
    await store.close();
    expect(await pending).toMatchObject({ committed: true });
    await waiting;
    await refusedWith('store-closed', () => readWatch(store, '', 0, count(1)));
    await refusedWith('store-closed', () => store.get('/a'));
    await refusedWith('store-closed', () => store.list('/a'));
    await refusedWith('store-closed', () => store.revision());
    await refusedWith('store-closed', () => store.commit(put('/a', 1)));
    await refusedWith('store-closed', () => store.grantLease(1000));
    await store.close();
  });
}
