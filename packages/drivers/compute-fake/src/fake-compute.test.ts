import { type ComputeHarness, computeConformance } from '@skerry/driver-contract/conformance/compute';
import { type GuestPlan, identityOfSlot, type InstanceKind } from '@skerry/driver-contract';
import { machineOf } from '@skerry/domain';
import { describe, expect, test } from 'vitest';
import { createFakeCompute } from './fake-compute.ts';
import { createFakeGuests } from './fake-guests.ts';

const planOf = (instanceId: number): GuestPlan => ({
  instanceId,
  identity: identityOfSlot(instanceId),
  name: `guest-${instanceId}`,
  cpus: 1,
  memoryMiB: 64,
  disks: [],
  nics: [],
  contextDirectory: '/nowhere',
  directory: '/nowhere',
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
});

const application = {
  entrypoint: ['/bin/serve'],
  command: [],
  environment: [],
  workingDirectory: '/',
  restart: 'always',
} as const;

function harness(kind: InstanceKind): ComputeHarness {
  const guests = createFakeGuests();
  const driver = createFakeCompute({ kind, guests });
  return {
    driver,
    reopen: async () => createFakeCompute({ kind, guests }),
    plan: async (instanceId) => planOf(instanceId),
    answers: async (instanceId) => guests.all.get(instanceId)?.state === 'running',
    crash: async (instanceId) => guests.crash(instanceId),
    powerOffFromInside: async (instanceId) => guests.powerOff(instanceId),
    discs: async (number) => ({ type: 'file', format: 'qcow2', path: `/discs/${number}` }),
    applications: {
      plan: async (instanceId) => ({ ...planOf(instanceId), application }),
      end: async (instanceId, status) => guests.exit(instanceId, { status }),
      crash: async (instanceId) => guests.crash(instanceId),
    },
    leftovers: async (instanceId) => (guests.all.has(instanceId) ? [`guest ${instanceId}`] : []),
    limits: { bootMs: 1000, shutdownMs: 1000 },
    traits: { display: kind === 'vm', exclusiveConsole: kind === 'vm' },
    dispose: () => driver.close(),
  };
}

computeConformance('the fake compute driver (vm)', async () => harness('vm'));
computeConformance('the fake compute driver (container)', async () => harness('container'));

describe('faults of the fake compute driver', () => {
  test('a failure that was ordered happens once and then is over', async () => {
    const driver = createFakeCompute({ kind: 'vm' });
    driver.faults.failNext('start', 'guest-start-failed');
    await expect(driver.start(planOf(1))).rejects.toMatchObject({ failure: { code: 'guest-start-failed' } });
    expect(await driver.list()).toEqual([]);
    await driver.start(planOf(1));
    expect(await driver.list()).toHaveLength(1);
  });

  test('a hanging call goes on when healed', async () => {
    const driver = createFakeCompute({ kind: 'vm' });
    driver.faults.hang('list');
    let done = false;
    const listing = driver.list().then(() => (done = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    driver.faults.heal();
    await listing;
  });

  test('a guest that ignores the request to shut down still runs, and can be forced off', async () => {
    const guests = createFakeGuests({ shutdownMs: Infinity });
    const driver = createFakeCompute({ kind: 'vm', guests });
    await driver.start(planOf(1));
    await driver.requestShutdown(1);
    expect((await driver.inspect(1))?.state).toBe('running');
    await driver.forceOff(1);
    expect((await driver.inspect(1))?.state).toBe('prepared');
  });
});

test('a guest whose machine needs what its host has not is refused with the package, and leaves no trace', async () => {
  const machine = machineOf({ firmware: 'uefi', tpm: true });
  const poor = createFakeCompute({ kind: 'vm', machine: { abilities: ['devices', 'uefi'], cpuModels: [] } });
  expect((await poor.probe()).machine).toEqual({ abilities: ['devices', 'uefi'], cpuModels: [] });
  const refused = poor.start({ ...planOf(1), machine });
  await expect(refused).rejects.toMatchObject({
    failure: { code: 'device-missing', hint: expect.stringContaining('package swtpm') as string },
  });
  expect(await poor.inspect(1)).toBeUndefined();
  const rich = createFakeCompute({ kind: 'vm' });
  await rich.start({ ...planOf(1), machine });
  expect(await rich.inspect(1)).toMatchObject({ state: 'running' });
});
