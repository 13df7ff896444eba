/** Names that no request gives or takes are as the objects are, long before a sweep. */
import type { CommandResult, Instance } from '@skerry/domain';
import type { Json } from '@skerry/store';
import { expect, test } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { goodHost } from '../testing/fake-cluster.ts';
import { startTenantCloud, type TenantCloud } from '../testing/tenant-cloud.ts';
import { keys } from '@skerry/api/state/keys';

const namesOf = async ({ front }: TenantCloud, kind: string) => {
  const { entries } = await front.store.list(`${keys.names}${kind}/`);
  return Object.fromEntries(entries.map(({ key, value }) => [key.split('/').slice(3).join('/'), value]));
};

async function made(cloud: TenantCloud, name: string): Promise<Instance> {
  const { alice, imageId, cluster } = cloud;
  const { id } = await cloud.make(alice, '/v1/instances', { name, imageId, start: false });
  return eventually(async () => {
    expect((await alice.call('GET', `/v1/instances/${id}`)).body['pendingCommands']).toBe(0);
    return (await cluster.get(id)) as Instance;
  });
}

test('the name of an instance that is gone is nobody’s', async () => {
  const cloud = await startTenantCloud();
  const { id, ownerId } = await made(cloud, 'web');
  expect(await namesOf(cloud, 'instance')).toEqual({ [`${ownerId}/web`]: id });
  await cloud.cluster.remove('instance', id);
  await eventually(async () => expect(await namesOf(cloud, 'instance')).toEqual({}));
});

test('an instance whose new name was refused by its cluster has its old one, and the new one is nobody’s', async () => {
  const cloud = await startTenantCloud();
  const { id, ownerId } = await made(cloud, 'web');
  cloud.cluster.obey = false;
  const patched = await cloud.alice.call('PATCH', `/v1/instances/${id}`, { name: 'shop' });
  expect(await namesOf(cloud, 'instance')).toEqual({ [`${ownerId}/shop`]: id });
  const commandId = Number(patched.headers.get('skerry-command'));
  const failure = { code: 'not-found', kind: 'refused', message: 'No.' } as const;
  const result: CommandResult = { commandId, outcome: 'refused', failure };
  const write = { op: 'put', key: `/state/command-result/${commandId}`, value: result as unknown as Json } as const;
  await cloud.cluster.store.commit({ writes: [write] });
  await eventually(async () => expect(await namesOf(cloud, 'instance')).toEqual({ [`${ownerId}/web`]: id }));
});

test('what was made or named at a site has its name here, too', async () => {
  const cloud = await startTenantCloud();
  const { id, ownerId } = await made(cloud, 'web');
  await cloud.cluster.put('instance', id, { ...(await cloud.cluster.get(id))!, name: 'shop' });
  await eventually(async () => expect(await namesOf(cloud, 'instance')).toEqual({ [`${ownerId}/shop`]: id }));
});

test('a host that was given up leaves its name', async () => {
  const cloud = await startTenantCloud();
  const { front, cluster, hostId } = cloud;
  const [name = ''] = Object.keys(await namesOf(cloud, 'host'));
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id, false));
  const host = name.split('/')[1];
  await eventually(async () => {
    const { status } = await front.admin.call('POST', `/v1/hosts/${hostId}/declare-lost`, { name: host });
    expect(status).toBe(202);
  });
  await cluster.work();
  await eventually(async () => expect(await namesOf(cloud, 'host')).toEqual({}));
});

test('who died before it looked, looks at its next start', async () => {
  const cloud = await startTenantCloud();
  const { id, ownerId } = await made(cloud, 'web');
  const orphan = keys.name('instance', String(ownerId), 'orphan');
  await cloud.front.store.commit({
    writes: [
      { op: 'put', key: orphan, value: 4711 },
      { op: 'delete', key: keys.name('instance', String(ownerId), 'web') },
    ],
  });
  await cloud.front.restart();
  await eventually(async () => expect(await namesOf(cloud, 'instance')).toEqual({ [`${ownerId}/web`]: id }));
});
