import { fakeClock, type Log, silentLog } from '@skerry/kit';
import { createMemoryStore, createMirror, type Json, type Store } from '@skerry/store';
import { expect, test } from 'vitest';
import { unreadable } from '@skerry/store/layout/records';
import { sealedFields } from '@skerry/store/layout/sealed-fields';
import { FirstReading, type ReadableArea, recordArea } from './index.ts';

const clock = fakeClock(new Date('2030-01-01T00:00:00.000Z'));
const numbers: ReadableArea = {
  prefix: '/numbers/',
  problem: (_, value) => (typeof value === 'number' ? undefined : 'It is no number.'),
  mended: (_, value) => (typeof value === 'object' && value !== null && 'of' in value ? value.of : undefined),
  cursorOf: () => '/cursor/numbers',
};
const begin = (store: Store) => FirstReading.begin(store, [numbers], { clock, log: silentLog });

async function storeWith(entries: Readonly<Record<string, Json>>): Promise<Store> {
  const store = createMemoryStore();
  const writes = Object.entries(entries).map(([key, value]) => ({ op: 'put', key, value }) as const);
  for (let i = 0; i < writes.length; i += 100) await store.commit({ writes: writes.slice(i, i + 100) });
  return store;
}
const contents = async (store: Store) =>
  Object.fromEntries((await store.list('/')).entries.map(({ key, value }) => [key, value]));

test('what cannot be read lies aside before its page is given out, what can be mended is, and it will be told anew', async () => {
  const store = await storeWith({
    '/cursor/numbers': 5,
    '/numbers/1': 1,
    '/numbers/2': 'two',
    '/numbers/3': { of: 3 },
    '/others/1': 'x',
  });
  const reading = await begin(store);
  const seen: Json[] = [];
  for await (const page of reading.pages('/', 2))
    seen.push(...page.flatMap(({ key, value }) => (key.startsWith('/unreadable/') ? [] : [[key, value]])));
  expect(seen).toEqual([
    ['/cursor/numbers', 5],
    ['/numbers/1', 1],
    ['/numbers/3', 3],
    ['/others/1', 'x'],
  ]);
  expect(reading.kept).toBe(1);
  const at = '2030-01-01T00:00:00.000Z';
  expect(await contents(store)).toEqual({
    '/numbers/1': 1,
    '/numbers/3': 3,
    '/others/1': 'x',
    '/unreadable/numbers/2': { at, why: 'It is no number.', value: 'two' },
    '/unreadable/numbers/3': { at, why: 'It is no number.', value: { of: 3 } },
  });
});

test('what an earlier version wrote is of today before anybody reads it, and written so, once', async () => {
  const store = await storeWith({ '/numbers/1': 1, '/numbers/2': 'two', '/numbers/3': 3 });
  const words = (_: string, value: Json): Json => (value === 'two' ? 2 : value);
  const first = await FirstReading.begin(store, [numbers], { clock, log: silentLog, today: words });
  const seen: Json[] = [];
  for await (const page of first.pages('/numbers/')) seen.push(...page.map(({ value }) => value));
  expect(seen).toEqual([1, 2, 3]);
  expect(await contents(store)).toEqual({ '/numbers/1': 1, '/numbers/2': 2, '/numbers/3': 3 });
  const revision = await store.revision();
  const second = await FirstReading.begin(store, [numbers], { clock, log: silentLog, today: words });
  for await (const page of second.pages('/numbers/')) expect(page).toHaveLength(3);
  expect(await store.revision()).toBe(revision);
});

test('a mirror that is filled by it never shows what cannot be read, and ends as the store is', async () => {
  const bad = Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`/numbers/${i}`, i % 7 === 0 ? 'x' : i]));
  const store = await storeWith({ ...bad, '/numbers/701': { of: 701 } });
  const reading = await begin(store);
  const mirror = createMirror(store, '/', { firstReading: (entries) => reading.take(entries), log: silentLog });
  const shown: Json[] = [];
  mirror.on(({ changes }) => {
    for (const change of changes) if (change.type === 'put') shown.push(change.entry.key, change.entry.value);
  });
  await mirror.ready;
  expect(shown).not.toContain('x');
  expect(reading.kept).toBe(100);
  expect(Object.fromEntries(mirror.all().map(({ key, value }) => [key, value]))).toEqual(
    Object.fromEntries((await store.list('/', { limit: 2000 })).entries.map(({ key, value }) => [key, value])),
  );
  await mirror.close();
});

test('a mirror reads every entry once at a start', async () => {
  const store = await storeWith(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`/numbers/${i}`, i])));
  let listed = 0;
  const counting: Store = Object.assign(Object.create(store) as Store, {
    list: async (...asked: Parameters<Store['list']>) => {
      const page = await store.list(...asked);
      listed += page.entries.length;
      return page;
    },
  });
  const reading = await begin(counting);
  const mirror = createMirror(counting, '/', { firstReading: (entries) => reading.take(entries), log: silentLog });
  await mirror.ready;
  expect(listed).toBe(600);
  await mirror.close();
});

test('a start ends when the first reading fails: nobody waits for a mirror that never comes', async () => {
  const store = await storeWith({ '/numbers/1': 1 });
  const mirror = createMirror(store, '/', {
    firstReading: () => Promise.reject(new Error('the disk is full')),
    log: silentLog,
  });
  await expect(mirror.ready).rejects.toThrow('the disk is full');
  await mirror.close();
});

test('what lies aside is kept 30 days, and no more than 1,000 of it', async () => {
  const old = { at: '2029-11-30T00:00:00.000Z', why: '', value: 1 };
  const store = await storeWith({ '/unreadable/a': old, '/unreadable/b': { ...old, at: '2029-12-05T00:00:00.000Z' } });
  const many = Array.from({ length: 1001 }, (_, i) => [`/numbers/${i}`, 'x']);
  for (let i = 0; i < many.length; i += 100) {
    await store.commit({
      writes: many.slice(i, i + 100).map(([key = '', value = '']) => ({ op: 'put', key, value }) as const),
    });
  }
  const reading = await begin(store);
  expect(reading.kept).toBe(1);
  for await (const page of reading.pages('/numbers/')) expect(page).toEqual([]);
  expect(reading.kept).toBe(1000);
  const { entries } = await store.list('/', { limit: 2000 });
  expect(entries.length).toBe(1000);
  expect(entries.map(({ key }) => key)).not.toContain('/unreadable/a');
});

test('why a record lies aside says nothing of what users give to guests, and what lies there of it is a text, to be sealed', async () => {
  const marker = 'correct horse battery staple';
  const wrong: readonly Json[] = [
    { sshKeys: [], userData: [marker] },
    { sshKeys: [], userData: { [marker]: marker } },
    { sshKeys: [], userData: marker, userDataBase64: marker },
    { sshKeys: [], userData: marker.repeat(10_000) },
    { sshKeys: 'none', userData: marker },
    { sshKeys: [], userData: 7, userDataBase64: { of: marker } },
  ];
  const good = { sshKeys: [], userData: '' };
  const intent = (context: Json) => ({
    instanceId: 1,
    generation: 1,
    power: 'running',
    reboots: 0,
    graceSeconds: 1,
    name: 'one',
    kind: 'vm',
    cpus: 1,
    memoryMiB: 64,
    disks: [],
    nics: [],
    haltSignal: 'SIGPWR',
    rebootSignal: 'SIGINT',
    context,
  });
  const said: unknown[] = [];
  const log: Log = { ...silentLog, warn: (fields, message) => said.push(fields, message), child: () => log };
  const store = await storeWith({
    '/intents/instance/1': intent(good),
    ...Object.fromEntries(
      wrong.map((context, i) => [`/intents/instance/${i + 2}`, { ...intent(context), instanceId: i + 2 }]),
    ),
  });
  const reading = await FirstReading.begin(store, [recordArea('intents', '/intents/')], { clock, log });
  const read: string[] = [];
  for await (const page of reading.pages('/intents/')) read.push(...page.map(({ key }) => key));
  expect(read).toEqual(['/intents/instance/1']);
  expect(JSON.stringify(said)).not.toContain('horse');
  const aside = (await store.list(unreadable)).entries;
  expect(aside).toHaveLength(wrong.length);
  for (const { key, value } of aside) {
    expect(value.why).not.toContain('horse');
    const sealed = sealedFields(key);
    const inPlain = (name: string, of: unknown) => (sealed.includes(name) && typeof of === 'string' ? '' : of);
    expect(JSON.stringify(value, inPlain)).not.toContain('horse');
  }
});
