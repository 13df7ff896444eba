import { samplesPush } from '@skerry/contract';
import { expect, test } from 'vitest';
import { countersOf } from '../../../domain/testing/counters.ts';
import { eventually } from '../testing/eventually.ts';
import { goodHost } from '@skerry/front-end/testing/fake-cluster';
import { startTenantCloud } from '@skerry/front-end/testing/tenant-cloud';

interface Use {
  readonly hosts: number;
  readonly has: object;
  readonly diskUsedMiB: number;
  readonly points: readonly { readonly cpu: number; readonly memoryBytes: number }[];
}

test('what the hosts use is summed up over those that the asker may use', async () => {
  const { front, alice, cluster, hostId } = await startTenantCloud();
  const { hostId: other } = (await cluster.session.request('host.register', { name: 'o', key: 'o' })) as {
    hostId: number;
  };
  await cluster.put('host-status', other, goodHost(other, cluster.id));
  await eventually(async () =>
    expect((await front.admin.call('GET', `/v1/hosts/${other}`)).body['state']).toBe('online'),
  );
  await front.admin.call('PATCH', `/v1/hosts/${other}`, { permissions: 'um-------' });
  const now = Date.now();
  // The other one is two steps late: it counts on.
  for (const [id, cpu, until] of [
    [hostId, 1, 0],
    [other, 2, 20_000],
  ] as const) {
    for (let at = now - 120_000; at <= now - until; at += 10_000) {
      const counters = countersOf({ cpuSeconds: (cpu * at) / 1000, memoryBytes: cpu * 1024 ** 3 });
      cluster.session.sample(samplesPush.method, { readings: [{ subject: 'host', id, at, counters }] }, `${id} ${at}`);
    }
  }
  const use = async (client: typeof alice) => (await client.call<Use>('GET', '/v1/status/use?seconds=120')).body;
  await eventually(async () => {
    const all = await use(front.admin as typeof alice);
    expect(all).toMatchObject({
      hosts: 2,
      has: { cpus: 16, memoryMiB: 32_768, diskMiB: 200_000 },
      diskUsedMiB: 20_000,
    });
    expect(all.points.length).toBeGreaterThan(8);
    for (const { cpu } of all.points.slice(2)) expect(cpu).toBeCloseTo(3, 1);
    expect(all.points.at(-1)?.memoryBytes).toBeCloseTo(3 * 1024 ** 3, -8);
  });
  const own = await use(alice);
  expect(own).toMatchObject({ hosts: 1, has: { cpus: 8 } });
  expect(own.points.at(-1)?.cpu).toBeCloseTo(1, 1);
});
