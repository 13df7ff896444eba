import { silentLog } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { afterEach, expect, test, vi } from 'vitest';
import { acceptFeeds, charactersPerBatch, produceFeed, storeConsumer } from './index.ts';

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
  const told: { changes: number; characters: number }[] = [];
  acceptFeeds(pair.child, {
    catalogue: storeConsumer({
      store: target,
      cursorKey: '/feed/catalogue',
      targetPrefix: '/copy/',
      also: () => {
        const message = { changes: 0, characters: 0 };
        told.push(message);
        return (taken) => {
          message.changes++;
          message.characters += JSON.stringify(taken?.value ?? null).length + 1;
          return [];
        };
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
  return { source, target, pair, stop, told };
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
  expect(second.told.reduce((sum, { changes }) => sum + changes, 0)).toBe(1);
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

test('a message holds 24 changes and 256 Ki characters at most, in a snapshot as in what comes later', async () => {
  const source = createMemoryStore();
  const record = (i: number, mark = 'x') =>
    ({ op: 'put', key: `/catalogue/n/${i}`, value: mark.repeat(i % 2 === 0 ? 10 : 30_000) }) as const;
  await source.commit({ writes: Array.from({ length: 90 }, (_, i) => record(i)) });
  const { target, told } = scene(source);
  await soon(async () => expect(Object.keys(await copyOf(target))).toHaveLength(90));
  const snapshot = told.splice(0);
  await source.commit({ writes: Array.from({ length: 90 }, (_, i) => record(i, 'y')) });
  for (let i = 0; i < 30; i++) await source.commit({ writes: [record(1, 'z'), record(2, 'z'), record(3, 'z')] });
  await soon(async () => expect((await copyOf(target))['n/3']).toMatch(/^z/));
  for (const messages of [snapshot, told]) {
    expect(messages.length).toBeGreaterThan(3);
    for (const { changes, characters } of messages) {
      expect(changes).toBeLessThanOrEqual(24);
      expect(characters).toBeLessThanOrEqual(charactersPerBatch);
    }
  }
  // Nor more messages than there must be: 45 of 30,000 characters, eight in each, and one that begins or ends with less.
  expect(snapshot.length).toBeLessThanOrEqual(7);
});

test('what a consumer does not want costs no message', async () => {
  const source = createMemoryStore();
  for (let i = 0; i < 10; i++) {
    await source.commit({
      writes: Array.from({ length: 50 }, (_, j) => ({
        op: 'put',
        key: `/catalogue/${j % 25 === 0 ? 'n' : 'user'}/${i * 50 + j}`,
        value: 'x',
      })),
    });
  }
  const { target, told } = scene(source);
  await soon(async () => expect(Object.keys(await copyOf(target))).toHaveLength(20));
  await soon(async () => expect(await target.get('/feed/catalogue')).toBeDefined());
  expect(told.filter(({ changes }) => changes > 0)).toHaveLength(1);
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
