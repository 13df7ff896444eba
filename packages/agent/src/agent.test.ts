import { hostReconcilers } from '@skerry/contract';
import { defaultStorageDriver } from '@skerry/domain';
import type { ComputeDriver, StorageDriver } from '@skerry/driver-contract';
import { silentLog, systemClock } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { createMemoryStore } from '@skerry/store';
import { failingStore } from '@skerry/store/testing/failing-store';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAgent } from './agent.ts';
import { keys } from './keys.ts';

test('an agent that cannot be made leaves nothing open: no watch of its store, no listener, no driver', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-agent-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  // Where the directories of guests shall be there is a file.
  await writeFile(join(dataDirectory, 'guests'), '');
  const { store, watches } = failingStore(createMemoryStore());
  const pair = createLoopbackPair();
  onTestFinished(() => pair.close());
  const listeners = vi.spyOn(pair.child, 'on');
  const close = vi.fn(async () => {});
  const making = createAgent({
    hostId: 1,
    store,
    dataDirectory,
    drivers: { compute: { vm: { close } as unknown as ComputeDriver }, storage: {}, network: {} },
    upward: pair.child,
    hostCounters: async () => undefined,
    version: 'test',
    clock: systemClock,
    log: silentLog,
  });
  await expect(making).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(watches()).toBe(0);
  expect(listeners).toHaveBeenCalled();
  expect(close).toHaveBeenCalledTimes(1);
});

const quietStorage = {
  capacity: async () => ({ totalBytes: 2 ** 30, freeBytes: 2 ** 30 }),
  checkImages: async () => [],
  listImages: async () => [],
} as unknown as StorageDriver;

/** A runtime with nothing on it. */
const quietCompute = (close: () => Promise<void>) =>
  ({
    kind: 'vm',
    close,
    probe: async () => ({ kind: 'vm', name: 'fake', available: true, reason: '' }),
    onChange: () => () => {},
    list: async () => [],
  }) as unknown as ComputeDriver;

test('whatever step of its start fails, an agent leaves nothing open', async () => {
  let isUp = false;
  let tried = 0;
  while (!isUp) {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-agent-'));
    const { store, watches } = failingStore(createMemoryStore(), ++tried);
    const pair = createLoopbackPair();
    const close = vi.fn(async () => {});
    const timers = timersNow();
    try {
      const agent = await createAgent({
        hostId: 1,
        store,
        dataDirectory,
        drivers: { compute: { vm: quietCompute(close) }, storage: {}, network: {} },
        upward: pair.child,
        hostCounters: async () => undefined,
        version: 'test',
        clock: systemClock,
        log: silentLog,
      });
      await agent.close();
      isUp = true;
    } catch (error) {
      expect(String(error)).toContain(`step ${tried} fails`);
    }
    expect([tried, watches(), close.mock.calls.length, timersNow()]).toEqual([tried, 0, 1, timers]);
    await pair.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
  expect(tried).toBeGreaterThan(3);
});

const timersNow = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;

test('it tells what its reconcilers did last, by the table, and what fails with its sentence', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-agent-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const pair = createLoopbackPair();
  onTestFinished(() => pair.close());
  const store = createMemoryStore();
  const network = { networkId: 1, name: 'lan', driver: 'carrier-pigeon', cidr: '10.0.0.0/24', gateway: '10.0.0.1' };
  await store.commit({ writes: [{ op: 'put', key: `${keys.intentNetworks}1`, value: { ...network, nat: true } }] });
  const agent = await createAgent({
    hostId: 1,
    store,
    dataDirectory,
    drivers: {
      compute: { vm: quietCompute(async () => {}) },
      storage: { [defaultStorageDriver]: quietStorage },
      network: {},
    },
    upward: pair.child,
    hostCounters: async () => undefined,
    version: 'test',
    clock: systemClock,
    log: silentLog,
  });
  onTestFinished(() => agent.close());
  const told = async () =>
    hostReconcilers.reply.parse(await pair.parent.request(hostReconcilers.method, { hostId: 1 })).reconcilers;
  expect((await told()).map(({ name, everySeconds }) => [name, everySeconds])).toEqual([
    ['host', 30],
    ['guests', 5],
    ['guests, whole', 60],
    ['image checks', 60],
    ['image sweep', 60],
    ['samples', 10],
  ]);
  await vi.waitFor(async () => {
    const [host] = await told();
    expect(host).toMatchObject({ failing: 1, failure: { code: 'networks-unbuilt' } });
    expect(host?.failure?.message).toContain('Network "lan" cannot be built: This host has no driver');
  });
});
