import { samplesPush } from '@skerry/contract';
import type { Instance, SampleSubject } from '@skerry/domain';
import { expect, test } from 'vitest';
import { countersOf } from '../../../domain/testing/counters.ts';
import { eventually } from '../testing/eventually.ts';
import { goodHost } from '@skerry/front-end/testing/fake-cluster';
import { instanceRecord } from '../testing/instance-record.ts';
import { startTenantCloud, type TenantCloud } from '@skerry/front-end/testing/tenant-cloud';

interface Used {
  readonly name: string;
  readonly use?: Readonly<Record<string, number | string>>;
}
const gib = 1024 ** 3;

let cloud: TenantCloud;
async function prepare(): Promise<void> {
  cloud = await startTenantCloud();
  const { cluster, hostId } = cloud;
  await cluster.lease(10_000, ['instance']);
  const running = (id: number, name: string, more: Partial<Instance> = {}) => {
    const base = instanceRecord(id, cluster.id, { name, hostId });
    const observed = { ...base.observed, guest: 'running' } as Instance['observed'];
    return { ...base, spec: { ...base.spec, cpus: 2, memoryMiB: 1024 }, observed, ...more } as Instance;
  };
  await cluster.put('instance', 1001, running(1001, 'busy'));
  await cluster.put('instance', 1002, running(1002, 'idle'));
  const off = running(1003, 'off');
  await cluster.put('instance', 1003, { ...off, observed: { ...off.observed, guest: 'prepared' } as never });
  await cluster.put('instance', 1004, running(1004, 'silent'));
  await eventually(async () => expect((await list('')).length).toBe(4));
  measure('instance', 1001, { cpu: 1.5, guestMemoryBytes: 0.25 * gib });
  measure('instance', 1002, { cpu: 0.1 });
  measure('instance', 1003, { cpu: 1 });
  measure('host', hostId, { cpu: 4 });
  await eventually(async () => {
    const all = await list('use=true');
    expect(all.filter(({ use }) => use !== undefined).map(({ name }) => name)).toEqual(['busy', 'idle']);
  });
}

/** Two readings, ten seconds apart, as one host sends them. */
function measure(
  subject: SampleSubject,
  id: number,
  { cpu, guestMemoryBytes }: { cpu: number; guestMemoryBytes?: number },
) {
  const now = Date.now();
  for (const at of [now - 10_000, now]) {
    const told = guestMemoryBytes === undefined ? {} : { guestMemoryBytes };
    const counters = countersOf({ cpuSeconds: (cpu * at) / 1000, memoryBytes: gib / 2, ...told });
    cloud.cluster.session.sample(
      samplesPush.method,
      { readings: [{ subject, id, at, counters }] },
      `${subject} ${id} ${at}`,
    );
  }
}

async function list(query: string, noun = 'instances'): Promise<readonly Used[]> {
  const { status, body, text } = await cloud.front.admin.call<{ items: Used[] }>('GET', `/v1/${noun}?${query}`);
  expect(status, text).toBe(200);
  return body.items;
}

test('a list tells what each uses now where it is asked to, and never of what is off or silent', async () => {
  await prepare();
  const [busy, idle, off, silent] = await list('use=true&sort=id');
  expect(busy?.use).toMatchObject({ guestMemoryBytes: expect.any(Number), at: expect.any(String) });
  expect(busy?.use?.['cpu']).toBeCloseTo(1.5, 1);
  expect(busy?.use?.['cpuFraction']).toBeCloseTo(0.75, 1);
  expect(busy?.use?.['memoryFraction']).toBeCloseTo(0.25, 2);
  // What the guest does not tell is what it takes on its host.
  expect(idle?.use).not.toHaveProperty('guestMemoryBytes');
  expect(idle?.use?.['memoryFraction']).toBeCloseTo(0.5, 2);
  expect([off?.use, silent?.use]).toEqual([undefined, undefined]);
  expect((await list('sort=id')).map(({ use }) => use)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a list is ordered by use; who is known to use nothing comes first', async () => {
  await prepare();
  const names = async (query: string) => (await list(query)).map(({ name }) => name);
  expect(await names('sort=cpuUse&order=desc')).toEqual(['busy', 'idle', 'silent', 'off']);
  expect(await names('sort=memoryUse&order=desc&limit=1')).toEqual(['idle']);
  expect(await names('sort=cpuUse&id=1001,1002,1002,77')).toEqual(['idle', 'busy']);
});

test('hosts tell what is really used, their disks too', async () => {
  await prepare();
  await eventually(async () => {
    const [host] = await list('use=true', 'hosts');
    expect(host?.use).toMatchObject({ diskUsedMiB: 10_000, diskFraction: 0.1 });
    expect(host?.use?.['cpuFraction']).toBeCloseTo(0.5, 1);
  });
  expect(await list('sort=diskUse&order=desc', 'hosts')).toHaveLength(1);
  expect(await list('sort=load', 'hosts')).toHaveLength(1);
});

test('what a host told before it fell silent is not what it does', async () => {
  await prepare();
  const { cluster, hostId } = cloud;
  await cluster.put('host-status', hostId, { ...goodHost(hostId, cluster.id), connected: false });
  await eventually(async () => {
    expect((await list('use=true', 'hosts'))[0]?.use).toBeUndefined();
    expect((await list('use=true')).filter(({ use }) => use !== undefined)).toEqual([]);
  });
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id));
  await eventually(async () => expect((await list('use=true', 'hosts'))[0]?.use).toBeDefined());
});
