import type { ComputeDriver } from '@skerry/driver-contract';
import { silentLog, systemClock } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAgent } from './agent.ts';

test('an agent that cannot be made leaves nothing open: no watch of its store, no listener, no driver', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-agent-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  // Where the directories of guests shall be there is a file.
  await writeFile(join(dataDirectory, 'guests'), '');
  const store = createMemoryStore();
  const watches: AbortSignal[] = [];
  const watched = new Proxy(store, {
    get(target, property) {
      if (property !== 'watch') return Reflect.get(target, property, target) as unknown;
      return (...[prefix, from, signal, options]: Parameters<Store['watch']>) => {
        watches.push(signal);
        return target.watch(prefix, from, signal, options);
      };
    },
  });
  const pair = createLoopbackPair();
  onTestFinished(() => pair.close());
  const listeners = vi.spyOn(pair.child, 'on');
  const close = vi.fn(async () => {});
  const making = createAgent({
    hostId: 1,
    store: watched,
    dataDirectory,
    drivers: { compute: { vm: { close } as unknown as ComputeDriver }, storage: {}, network: {} },
    upward: pair.child,
    hostCounters: async () => undefined,
    version: 'test',
    clock: systemClock,
    log: silentLog,
  });
  await expect(making).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(watches.length).toBeGreaterThan(0);
  expect(watches.map((signal) => signal.aborted)).toEqual(watches.map(() => true));
  expect(listeners).toHaveBeenCalled();
  expect(close).toHaveBeenCalledTimes(1);
});
