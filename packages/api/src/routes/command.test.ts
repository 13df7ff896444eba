import { limitsWith } from '@skerry/domain';
import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import type { Client } from '@skerry/front-end/testing/front-end';
import { startTenantCloud } from '@skerry/front-end/testing/tenant-cloud';

interface Listed {
  readonly id: number;
  readonly type: string;
  readonly state: string;
  readonly userName?: string;
  readonly instanceName?: string;
  readonly cancelled?: true;
  readonly failure?: { readonly code: string };
}
const list = async (client: Client, query = '') =>
  (await client.call<{ items: Listed[]; total: number; next?: string }>('GET', `/v1/commands${query}`)).body;

test('commands are listed to who gave them, and all of them to administrators', async () => {
  const { front, alice, bob, cluster, imageId, make } = await startTenantCloud();
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId });
  await cluster.work();
  await eventually(async () => expect((await list(alice, '?state=answered')).items).toHaveLength(1));
  cluster.obey = false;
  await make(alice, `/v1/instances/${id}/stop`, {});
  await make(bob, '/v1/instances', { name: 'db', imageId });
  expect((await list(alice)).items).toMatchObject([
    { type: 'stop', state: 'waiting', userName: 'alice', instanceName: 'web' },
    { type: 'create', state: 'applied' },
  ]);
  expect((await list(bob)).items.map(({ type }) => type)).toEqual(['create']);
  expect((await list(front.admin, `?clusterId=${cluster.id}`)).items).toMatchObject([
    { userName: 'bob' },
    { userName: 'alice', type: 'stop' },
    { userName: 'alice', type: 'create' },
  ]);
  const first = await list(front.admin, '?limit=2');
  expect(first).toMatchObject({ total: 3 });
  expect((await list(front.admin, `?limit=2&after=${first.next}`)).items).toHaveLength(1);
  expect((await list(front.admin, '?clusterId=4242')).total).toBe(0);
});

test('what its cluster has not answered is taken back, and what it says holds', async () => {
  const { alice, bob, front, cluster, imageId, make } = await startTenantCloud();
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId });
  await cluster.work();
  await eventually(async () => expect((await list(alice, '?state=answered')).items).toHaveLength(1));
  cluster.obey = false;
  await make(alice, `/v1/instances/${id}/stop`, {});
  const wanted = async () => (await alice.call<{ wanted: object }>('GET', `/v1/instances/${id}`)).body.wanted;
  expect(await wanted()).toMatchObject({ power: 'stopped' });
  const waiting = (await list(alice, '?state=waiting')).items[0]?.id as number;
  expect((await bob.call('DELETE', `/v1/commands/${waiting}`)).status).toBe(404);
  const taken = await alice.call('DELETE', `/v1/commands/${waiting}`);
  expect(taken).toMatchObject({ status: 202, body: { state: 'waiting', cancelled: true, type: 'stop' } });
  // Twice is once, also for an administrator.
  expect((await front.admin.call('DELETE', `/v1/commands/${waiting}`)).status).toBe(202);
  expect(await wanted()).toMatchObject({ power: 'running' });
  await cluster.work();
  await eventually(async () =>
    expect((await list(alice)).items[0]).toMatchObject({ id: waiting, state: 'refused', cancelled: true }),
  );
  expect(await wanted()).toMatchObject({ power: 'running' });
  const late = await alice.call('DELETE', `/v1/commands/${waiting}`);
  expect(late).toMatchObject({ status: 409, body: { code: 'command-answered' } });
});

test('a creation that is taken back leaves nothing, and its name is free', async () => {
  const { alice, cluster, imageId, make } = await startTenantCloud();
  cluster.obey = false;
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId });
  const [waiting] = (await list(alice)).items;
  expect((await alice.call('DELETE', `/v1/commands/${waiting?.id}`)).status).toBe(202);
  expect((await alice.call('GET', `/v1/instances/${id}`)).status).toBe(404);
  await make(alice, '/v1/instances', { name: 'web', imageId });
});

test('who may have no more waiting commands can still take one back', async () => {
  const { alice, cluster, imageId, make } = await startTenantCloud({ limits: limitsWith({ 'user-commands': 1 }) });
  cluster.obey = false;
  await make(alice, '/v1/instances', { name: 'web', imageId });
  expect((await alice.call('POST', '/v1/instances', { name: 'db', imageId })).status).toBe(409);
  const [waiting] = (await list(alice)).items;
  expect((await alice.call('DELETE', `/v1/commands/${waiting?.id}`)).status).toBe(202);
});
