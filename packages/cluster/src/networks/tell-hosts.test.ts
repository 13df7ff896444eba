import { createMemoryStore, createMirror, type Json, type Mirror, type Store } from '@skerry/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellHostsNetworks } from './tell-hosts.ts';

let store: Store;
let mirror: Mirror;
beforeEach(async () => {
  store = createMemoryStore();
  mirror = createMirror(store, '/');
  await mirror.ready;
});
afterEach(async () => {
  await mirror.close();
  await store.close();
});

const network = (id: number, name = `n${id}`) => ({
  id,
  name,
  cidr: `10.${id}.0.0/24`,
  gateway: `10.${id}.0.1`,
  nat: true,
  nameservers: [`10.${id}.0.1`],
});
async function write(...entries: readonly (readonly [key: string, value: object | undefined])[]): Promise<void> {
  const writes = entries.map(([key, value]) =>
    value ? ({ op: 'put', key, value: value as Json } as const) : ({ op: 'delete', key } as const),
  );
  await mirror.waitFor((await store.commit({ writes })).revision, 1000);
}
const hosts = (count: number) => Array.from({ length: count }, (_, id) => [`/catalogue/host/${id}`, { id }] as const);
async function told(): Promise<string[]> {
  const page = await store.list('/intents/');
  return page.entries.map(({ key, value }) => `${key} ${(value as { name: string }).name}`);
}

test('all hosts are told a network in one transaction, and nothing when nothing has changed', async () => {
  await write(...hosts(40), ['/catalogue/network/1', network(1)]);
  const before = await store.revision();
  expect(await tellHostsNetworks(store, mirror)).toBe(true);
  expect(await store.revision()).toBe(before + 1);
  expect(await told()).toHaveLength(40);
  expect(await tellHostsNetworks(store, mirror)).toBe(false);
  await write(['/catalogue/network/1', { ...network(1), ranges: [] }]);
  expect(await tellHostsNetworks(store, mirror)).toBe(false);
  await write(['/catalogue/network/1', { ...network(1), nameservers: ['9.9.9.9'] }]);
  expect(await tellHostsNetworks(store, mirror)).toBe(true);
});

test('more than one transaction takes are told in several', async () => {
  await write(...hosts(95), ['/catalogue/network/1', network(1)], ['/catalogue/network/2', network(2)]);
  const before = await store.revision();
  await tellHostsNetworks(store, mirror);
  expect(await store.revision()).toBe(before + 2);
  expect(await told()).toHaveLength(190);
});

test('a network that is changed or deleted is told and taken back', async () => {
  await write(...hosts(1), ['/catalogue/network/1', network(1)], ['/catalogue/network/2', network(2)]);
  await tellHostsNetworks(store, mirror);
  await write(['/catalogue/network/1', network(1, 'other')], ['/catalogue/network/2', undefined]);
  await tellHostsNetworks(store, mirror);
  expect(await told()).toEqual(['/intents/0/network/1 other']);
});

test('a host that is removed at the same moment is told nothing, and the others all, at the next look', async () => {
  await write(...hosts(2), ['/catalogue/network/1', network(1)]);
  const commit = store.commit.bind(store);
  const removed = vi.spyOn(store, 'commit').mockImplementationOnce(async (transaction) => {
    await commit({ writes: [{ op: 'delete', key: '/catalogue/host/0' }] });
    return commit(transaction);
  });
  expect(await tellHostsNetworks(store, mirror)).toBe(true);
  expect(removed).toHaveBeenCalledTimes(1);
  expect(await told()).toEqual([]);
  expect(await tellHostsNetworks(store, mirror)).toBe(true);
  expect(await told()).toEqual(['/intents/1/network/1 n1']);
});
