import { defaultNetworkDriver, defaultStorageDriver, type HostIntent, type InstanceObservation } from '@skerry/domain';
import { silentLog, systemClock } from '@skerry/kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { GuestActor, type GuestActorContext } from './guest-actor.ts';
import { RetryPace } from './retry.ts';

const settled = { timeout: 10_000 };
const attach = { type: 'bridge', bridge: 'br', hostInterface: 'tap' } as const;
const fakeImages = (one: object) => ({ of: () => one });

/** A guest of two disks and a port on a host on which its images come when the test says so. */
async function newGuest() {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-parts-'));
  const did: string[] = [];
  const images = new Set<string>();
  const disks = new Map<number, number>();
  let connected = false;
  let running = false;
  const fetches = new Map<string, PromiseWithResolvers<void>>();
  const observed: (InstanceObservation | undefined)[] = [];
  const ensurePort = vi.fn(async () => {
    did.push('connect');
    connected = true;
  });
  const intent = {
    kind: 'vm',
    instanceId: 7,
    name: 'web',
    generation: 1,
    power: 'running',
    reboots: 0,
    graceSeconds: 30,
    disks: ['a', 'b'].map((imageDigest, i) => ({ diskId: i + 1, imageDigest, sizeMiB: 10 })),
    nics: [
      {
        networkId: 1,
        mac: '02:00:00:00:00:01',
        address: '10.0.0.2',
        prefixLength: 24,
        gateway: '10.0.0.1',
        nameservers: [],
      },
    ],
    context: { sshKeys: [], userData: '' },
  } as unknown as HostIntent;
  const context = {
    clock: systemClock,
    log: silentLog,
    pace: new RetryPace(),
    dataDirectory,
    images: fakeImages({
      async ensure(digest: string) {
        const fetch = Promise.withResolvers<void>();
        fetches.set(digest, fetch);
        await fetch.promise;
        did.push(`fetch ${digest}`);
        images.add(digest);
      },
      hold: (_: unknown, work: () => Promise<unknown>) => work(),
    }),
    slots: { of: async () => ({ uid: 1, gid: 1 }) },
    drivers: {
      compute: {
        vm: {
          inspect: async () => (running ? { instanceId: 7, state: 'running' } : undefined),
          async start() {
            did.push('start');
            running = true;
          },
        },
      },
      storage: {
        [defaultStorageDriver]: {
          hasImage: async (digest: string) => images.has(digest),
          inspectDisk: async (id: number) => (disks.has(id) ? { diskId: id, sizeMiB: disks.get(id) } : undefined),
          async ensureDisk({ diskId, sizeMiB }: { readonly diskId: number; readonly sizeMiB: number }) {
            if (!disks.has(diskId)) did.push(`disk ${diskId}`);
            disks.set(diskId, sizeMiB);
            return { diskId, source: { type: 'file', format: 'qcow2', path: `/${diskId}` } };
          },
        },
      },
      network: { [defaultNetworkDriver]: { ensurePort, hasPort: async () => connected, attachmentOf: () => attach } },
    },
    intentOf: async () => intent,
    observationOf: async () => observed.at(-1),
    observe: async (_: number, observation: InstanceObservation | undefined) => void observed.push(observation),
    forget: () => {},
  } as unknown as GuestActorContext;
  const actor = new GuestActor(context, 7);
  onTestFinished(async () => {
    for (const { resolve } of fetches.values()) resolve();
    await actor.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  actor.wake();
  await vi.waitFor(() => expect(fetches.size).toBe(2), settled);
  return { did, fetches, observed, ensurePort };
}

test('a disk whose image is there is made, and ports are connected, while the image of another still comes', async () => {
  const { did, fetches, observed } = await newGuest();
  fetches.get('b')?.resolve();
  await vi.waitFor(() => expect(did).toEqual(expect.arrayContaining(['connect', 'fetch b', 'disk 2'])), settled);
  expect(did).not.toContain('start');
  // What is told meanwhile is what the guest waits for.
  expect(observed.at(-1)?.step?.name).toBe('fetch-image');
  fetches.get('a')?.resolve();
  await vi.waitFor(() => expect(observed.at(-1)).toMatchObject({ guest: 'running', reached: 1 }), settled);
  expect(did.slice(-2)).toEqual(['disk 1', 'start']);
  const told = observed.map((each) => each?.step?.name).filter((name) => name !== undefined);
  expect(told).toEqual(['fetch-image', 'create-disk', 'start-guest']);
});

test('a part that fails is told and tried again; the others are not done twice, and the guest waits', async () => {
  const { did, fetches, observed, ensurePort } = await newGuest();
  fetches.get('a')?.resolve();
  fetches.get('b')?.reject(new Error('cut'));
  const failing = () => expect(observed.at(-1)?.failure).toMatchObject({ step: 'fetch-image', attempts: 1 });
  await vi.waitFor(failing, settled);
  expect(observed.at(-1)).not.toHaveProperty('step');
  expect(did).toEqual(expect.arrayContaining(['connect', 'fetch a', 'disk 1']));
  fetches.delete('b');
  await vi.waitFor(() => expect(fetches.has('b')).toBe(true), settled);
  fetches.get('b')?.resolve();
  await vi.waitFor(() => expect(observed.at(-1)).toMatchObject({ guest: 'running', reached: 1 }), settled);
  expect(observed.at(-1)).not.toHaveProperty('failure');
  expect(did.filter((each) => each === 'start' || each === 'disk 1')).toEqual(['disk 1', 'start']);
  expect(ensurePort).toHaveBeenCalledTimes(1);
});
