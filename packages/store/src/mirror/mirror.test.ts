import { type Log, silentLog } from '@skerry/kit';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { committed, del, put } from '../conformance/engine-under-test.ts';
import type { Prefix } from '../key.ts';
import { createMemoryStore } from '../memory/create-memory-store.ts';
import type { ChangeBatch, Entry, Json, Store } from '../port.ts';
import { valueUnder } from '../typed-record.ts';
import { createMirror, type Mirror } from './create-mirror.ts';

let store: Store;
let open: Mirror[];

beforeEach(() => {
  store = createMemoryStore();
  open = [];
});

afterEach(async () => {
  for (const mirror of open) await mirror.close();
  await store.close();
});

function mirrorOf(prefix: string, over: Store = store, log: Log = silentLog): Mirror {
  const mirror = createMirror(over, prefix, { log });
  open.push(mirror);
  return mirror;
}

const keys = (entries: readonly Entry[]) => entries.map((entry) => entry.key);

test('a mirror is ready with the whole prefix, in order, and then follows every commit', async () => {
  for (let i = 0; i < 1203; i++) await committed(store, put(`/m/${i}`, i));
  await committed(store, put('/other', 1));
  const mirror = mirrorOf('/m/');
  expect(mirror.revision()).toBe(0);
  await mirror.ready;
  expect(mirror.revision()).toBe(1204);
  expect(mirror.all()).toEqual((await store.list('/m/', { limit: 2000 })).entries);
  await mirror.waitFor(await committed(store, { writes: [...put('/m/5', 'x').writes, ...del('/m/6').writes] }), 1000);
  expect(mirror.get('/m/5')).toMatchObject({ value: 'x', createRevision: 6, modRevision: 1205 });
  expect(mirror.get('/m/6')).toBeUndefined();
  expect(keys(mirror.entries('/m/12'))).toEqual(keys((await store.list('/m/12')).entries));
});

test('waitFor also ends for revisions that touch nothing of the prefix, and fails after its deadline', async () => {
  const mirror = mirrorOf('/m/');
  await mirror.waitFor(await committed(store, put('/other', 1)), 1000);
  expect(mirror.revision()).toBe(1);
  await expect(mirror.waitFor(2, 20)).rejects.toMatchObject({ failure: { code: 'mirror-behind' } });
});

test('an array that was read stays as it was, and its values are frozen', async () => {
  await committed(store, put('/m/a', { list: [1] }));
  const mirror = mirrorOf('/m/');
  await mirror.ready;
  const before = mirror.all();
  await mirror.waitFor(await committed(store, put('/m/0', 1)), 1000);
  expect(keys(before)).toEqual(['/m/a']);
  expect(keys(mirror.all())).toEqual(['/m/0', '/m/a']);
  const value = mirror.get('/m/a')?.value as { list: number[] };
  expect(() => value.list.push(2)).toThrow(TypeError);
});

test('a listener hears each revision whole, after the mirror shows it, until it is taken off', async () => {
  await committed(store, put('/m/a', 1));
  const mirror = mirrorOf('/m/');
  const heard: { batch: ChangeBatch; shown: Json | undefined }[] = [];
  const off = mirror.on((batch) => heard.push({ batch, shown: mirror.get('/m/a')?.value }));
  await mirror.ready;
  await committed(store, put('/other', 1));
  await mirror.waitFor(await committed(store, { writes: [...put('/m/a', 2).writes, ...put('/m/b', 2).writes] }), 1000);
  off();
  await mirror.waitFor(await committed(store, del('/m/a')), 1000);
  expect(heard.map(({ batch, shown }) => [batch.revision, batch.changes.length, shown])).toEqual([
    [1, 1, 1],
    [3, 2, 2],
  ]);
});

test('a listener or an index that throws is logged, and the mirror and the others go on', async () => {
  const error = vi.fn();
  const log: Log = { ...silentLog, error, child: () => log };
  const mirror = mirrorOf('/m/', store, log);
  mirror.index('broken', () => {
    throw new Error('a broken index');
  });
  mirror.on(() => {
    throw new Error('a broken listener');
  });
  const heard = vi.fn();
  mirror.on(heard);
  await mirror.waitFor(await committed(store, put('/m/a', 1)), 1000);
  expect(heard).toHaveBeenCalledOnce();
  expect(mirror.get('/m/a')?.value).toBe(1);
  expect(error).toHaveBeenCalledTimes(2);
});

test('an index finds entries by one value, several or none, through changes and deletes', async () => {
  await committed(store, put('/m/a', { host: 'h1', tags: ['x', 'y', 'x'] }));
  const things = '/m/' as Prefix<{ host?: string; tags?: string[] }>;
  const mirror = mirrorOf(things);
  const early = mirror.index('host', (entry) => valueUnder(things, entry)?.host);
  await mirror.ready;
  const late = mirror.index('tags', (entry) => valueUnder(things, entry)?.tags);
  await committed(store, put('/m/b', { host: 'h1', tags: ['y'] }));
  await mirror.waitFor(await committed(store, put('/m/c', {})), 1000);
  const found = () =>
    [early.get('h1'), early.get('h2'), late.get('x'), late.get('y')].map((e) => e.map(({ key }) => key));
  expect(found()).toEqual([['/m/a', '/m/b'], [], ['/m/a'], ['/m/a', '/m/b']]);
  await committed(store, put('/m/a', { host: 'h2', tags: ['y'] }));
  await mirror.waitFor(await committed(store, del('/m/b')), 1000);
  expect(found()).toEqual([[], ['/m/a'], [], ['/m/a']]);
  expect([...early.values(), ...late.values()]).toEqual(['h2', 'y']);
  expect(() => mirror.index('host', () => undefined)).toThrow('host');
});

/** A store whose watch can be cut, as a slow reader's or a lost connection is. */
function cuttable(): { over: Store; hold: () => void; release: () => void } {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const over: Store = Object.create(store, {
    watch: {
      async *value(...args: Parameters<Store['watch']>) {
        for await (const batch of store.watch(...args)) {
          await gate.promise;
          yield batch;
        }
      },
    },
  }) as Store;
  Object.defineProperty(over, 'list', { value: store.list.bind(store) });
  return { over, hold: () => (gate = Promise.withResolvers<void>()), release: () => gate.resolve() };
}

test('a mirror that fell behind the history lists again by itself and tells the difference as one batch', async () => {
  for (const key of ['/m/stays', '/m/goes', '/m/changes']) await committed(store, put(key, 1));
  const { over, hold, release } = cuttable();
  const mirror = mirrorOf('/m/', over);
  await mirror.ready;
  hold();
  for (let i = 0; i < 500; i++) await committed(store, put('/other', i));
  await committed(store, del('/m/goes'));
  await committed(store, put('/m/changes', 2));
  const last = await committed(store, put('/m/new', 3));
  await store.compact(last);
  const heard: ChangeBatch[] = [];
  mirror.on((batch) => heard.push(batch));
  release();
  await mirror.waitFor(last, 2000);
  expect(mirror.all()).toEqual((await store.list('/m/')).entries);
  expect(heard).toHaveLength(1);
  expect(heard[0]?.changes.map((change) => (change.type === 'put' ? change.entry.key : `-${change.key}`))).toEqual([
    '-/m/goes',
    '/m/changes',
    '/m/new',
  ]);
});

/** A store whose pages take long enough for writes in between. */
function slowLists(): Store {
  const list: Store['list'] = async (...args) => {
    const page = await store.list(...args);
    await committed(store, put('/between', page.entries.length));
    return page;
  };
  return Object.create(store, { list: { value: list }, watch: { value: store.watch.bind(store) } }) as Store;
}

test('a mirror that lists while others write shows only states that were true', async () => {
  const pair = (i: number) => ({ writes: [...put('/m/0', i).writes, ...put('/m/9', i).writes] });
  for (let i = 0; i < 1500; i++) await committed(store, put(`/m/5/${i}`, i));
  await committed(store, pair(0));
  const stop = new AbortController();
  const writing = (async () => {
    for (let i = 1; !stop.signal.aborted; i++) await committed(store, pair(i));
  })();
  try {
    for (let round = 0; round < 10; round++) {
      const mirror = mirrorOf('/m/', slowLists());
      const shown: Json[] = [];
      mirror.on(() => shown.push([mirror.get('/m/0')?.value ?? null, mirror.get('/m/9')?.value ?? null]));
      await mirror.ready;
      await mirror.waitFor(mirror.revision() + 3, 2000);
      expect(shown.filter((both) => (both as Json[])[0] !== (both as Json[])[1])).toEqual([]);
    }
  } finally {
    stop.abort();
    await writing;
  }
});

test('closing the mirror or its store ends waiting with mirror-closed', async () => {
  const mirror = mirrorOf('/m/');
  await mirror.ready;
  const waiting = expect(mirror.waitFor(99, 5000)).rejects.toMatchObject({ failure: { code: 'mirror-closed' } });
  await mirror.close();
  await waiting;
  await expect(mirror.waitFor(99, 5000)).rejects.toMatchObject({ failure: { code: 'mirror-closed' } });
  const other = mirrorOf('/m/');
  await other.ready;
  const stranded = expect(other.waitFor(99, 5000)).rejects.toMatchObject({ failure: { code: 'mirror-closed' } });
  await store.close();
  await stranded;
  await expect(mirrorOf('/m/').ready).rejects.toMatchObject({ failure: { code: 'mirror-closed' } });
});

test('after any writes, with compactions in between, the mirror and its index equal the store', async () => {
  const step = fc.record({
    key: fc.constantFrom('/m/a', '/m/b', '/m/c', '/m/é', '/m/🏝', '/x'),
    value: fc.option(fc.constantFrom('red', 'blue')),
    compact: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const own = createMemoryStore();
      const mirror = createMirror(own, '/m/', { log: silentLog });
      try {
        const byColour = mirror.index('colour', (entry) => entry.value as string);
        for (const { key, value, compact } of steps) {
          await own.commit(value === null ? del(key) : put(key, value));
          if (compact) await own.compact(await own.revision());
        }
        await mirror.waitFor(await own.revision(), 2000);
        await mirror.ready;
        const { entries } = await own.list('/m/');
        expect(mirror.all()).toEqual(entries);
        expect(byColour.get('red')).toEqual(entries.filter((entry) => entry.value === 'red'));
      } finally {
        await mirror.close();
        await own.close();
      }
    }),
    { numRuns: 60 },
  );
});
