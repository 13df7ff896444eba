import { silentLog } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { afterEach, expect, test, vi } from 'vitest';
import { acceptFeeds, produceFeed, storeConsumer } from './index.ts';

const stops: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

function scene(source = createMemoryStore(), target = createMemoryStore()) {
  const pair = createLoopbackPair();
  const stop = new AbortController();
  stops.push(async () => {
    stop.abort();
    await pair.close();
  });
  const applied: number[] = [];
  acceptFeeds(pair.child, {
    catalogue: storeConsumer({
      store: target,
      cursorKey: '/feed/catalogue',
      targetPrefix: '/copy/',
      also: (changes) => {
        applied.push(changes.length);
        return [];
      },
    }),
  });
  void produceFeed({
    session: pair.parent,
    store: source,
    feed: 'catalogue',
    prefix: '/catalogue/',
    wanted: (key) => !key.startsWith('user/'),
    signal: stop.signal,
    log: silentLog,
  });
  return { source, target, pair, stop, applied };
}

const put = (store: Store, key: string, value: string) => store.commit({ writes: [{ op: 'put', key, value }] });

async function copyOf(store: Store): Promise<Record<string, unknown>> {
  const page = await store.list('/copy/', { limit: 1000 });
  return Object.fromEntries(page.entries.map((e) => [e.key.slice(6), e.value]));
}

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5000, interval: 10 });

test('what is there and what comes later arrives; what is not wanted does not', async () => {
  const source = createMemoryStore();
  await put(source, '/catalogue/network/1', 'one');
  await put(source, '/catalogue/user/1', 'secret');
  await put(source, '/other', 'x');
  const { target } = scene(source);
  await soon(async () => expect(await copyOf(target)).toEqual({ 'network/1': 'one' }));
  await put(source, '/catalogue/network/2', 'two');
  await source.commit({ writes: [{ op: 'delete', key: '/catalogue/network/1' }] });
  await soon(async () => expect(await copyOf(target)).toEqual({ 'network/2': 'two' }));
});

test('a cut loses nothing and repeats nothing that matters', async () => {
  const { source, target, pair } = scene();
  await put(source, '/catalogue/n/0', 'a');
  await soon(async () => expect(await copyOf(target)).toEqual({ 'n/0': 'a' }));
  pair.cut();
  for (let i = 1; i <= 60; i++) await put(source, `/catalogue/n/${i}`, 'b');
  await source.commit({ writes: [{ op: 'delete', key: '/catalogue/n/0' }] });
  pair.heal();
  await soon(async () => expect(Object.keys(await copyOf(target))).toHaveLength(60));
});

test('a consumer that was away goes on from its cursor instead of taking everything again', async () => {
  const source = createMemoryStore();
  const target = createMemoryStore();
  for (let i = 0; i < 100; i++) await put(source, `/catalogue/n/${i}`, 'x');
  const first = scene(source, target);
  await soon(async () => expect(Object.keys(await copyOf(target))).toHaveLength(100));
  first.stop.abort();
  await first.pair.close();
  await put(source, '/catalogue/n/100', 'new');
  const second = scene(source, target);
  await soon(async () => expect(Object.keys(await copyOf(target))).toHaveLength(101));
  expect(second.applied.reduce((a, b) => a + b, 0)).toBe(1);
});

test('another store behind the producer replaces the whole copy', async () => {
  const target = createMemoryStore();
  const first = scene(createMemoryStore(), target);
  await put(first.source, '/catalogue/old', 'x');
  await soon(async () => expect(await copyOf(target)).toEqual({ old: 'x' }));
  first.stop.abort();
  await first.pair.close();
  const restored = createMemoryStore();
  await put(restored, '/catalogue/new', 'y');
  scene(restored, target);
  await soon(async () => expect(await copyOf(target)).toEqual({ new: 'y' }));
});

test('history that was compacted away is replaced by a snapshot', async () => {
  const first = scene();
  const { source, target } = first;
  await put(source, '/catalogue/a', '1');
  await soon(async () => expect(await copyOf(target)).toEqual({ a: '1' }));
  first.stop.abort();
  await first.pair.close();
  await source.commit({ writes: [{ op: 'delete', key: '/catalogue/a' }] });
  await put(source, '/catalogue/b', '2');
  await source.compact(await source.revision());
  scene(source, target);
  await soon(async () => expect(await copyOf(target)).toEqual({ b: '2' }));
});

test('records that are too large for one message are told in several, and one that fits into none holds up no other', async () => {
  const source = createMemoryStore();
  const large = 'x'.repeat(300_000);
  const writes = Array.from({ length: 20 }, (_, i) => ({ op: 'put', key: `/catalogue/n/${i}`, value: large }) as const);
  await source.commit({ writes });
  const { target } = scene(source);
  await soon(async () => expect(Object.keys(await copyOf(target))).toHaveLength(20));
  await source.commit({ writes: writes.map((write) => ({ ...write, value: `${large}y` })) });
  await source.commit({ writes: [{ op: 'put', key: '/catalogue/huge', value: 'x'.repeat(1_048_500) }] });
  await put(source, '/catalogue/after', 'z');
  await soon(async () => expect(await copyOf(target)).toMatchObject({ after: 'z', 'n/19': `${large}y` }));
  expect(Object.keys(await copyOf(target))).toHaveLength(21);
});
