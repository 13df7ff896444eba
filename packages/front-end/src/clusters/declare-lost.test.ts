import { hostRegister } from '@skerry/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from '../testing/fake-cluster.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { instanceRecord } from '@skerry/api/testing/instance-record';

let front: TestFrontEnd;
let cluster: FakeCluster;
let admin: Client;
let hostId: number;

const register = async (key: string) => {
  const told = await cluster.session.request(hostRegister.method, { name: `rack-${key}`, key });
  return hostRegister.reply.parse(told).hostId;
};
const host = async (id = hostId) => admin.call('GET', `/v1/hosts/${id}`);
const declare = (name: string, client = admin, id = hostId) =>
  client.call('POST', `/v1/hosts/${id}/declare-lost`, { name });

beforeAll(async () => {
  front = await startFrontEnd();
  admin = front.admin;
  const made = await admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'harbour' });
  const { body } = await admin.call<{ token: string }>('POST', `/v1/clusters/${made.body.id}/join-token`, {});
  cluster = await joinFakeCluster(made.body.id, body.token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  hostId = await register('1');
});
afterAll(async () => {
  await cluster.close();
  await front.close();
});
const isShown = (state: string) => eventually(async () => expect((await host()).body).toMatchObject({ state }));

test('a connected host is refused, and so is a name that is not its own', async () => {
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id));
  await isShown('online');
  const connected = await declare('rack-1');
  expect(connected.status).toBe(409);
  expect(connected.body['detail']).toBe('The host "rack-1" is connected: it is not lost.');
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id, false));
  await isShown('cut');
  const other = await declare('rack-2');
  expect(other.status).toBe(400);
  expect(other.body['errors']).toEqual([
    { field: 'name', message: 'Give the name of the host: it is called "rack-1".' },
  ]);
});

test('nobody but an administrator may, not even who has every right on the host', async () => {
  const ann = await front.user('ann');
  const given = await admin.call('PATCH', `/v1/hosts/${hostId}`, { ownerId: ann.id, permissions: 'uma------' });
  expect(given.status, given.text).toBe(200);
  const refused = await declare('rack-1', ann);
  expect(refused.status).toBe(403);
  expect(refused.body['detail']).toContain('Only an administrator may declare a host lost');
});

test('it waits as lost for its cluster, which may refuse: then it is what it was', async () => {
  cluster.obey = false;
  const declared = await declare('rack-1');
  expect(declared.status, declared.text).toBe(202);
  expect(declared.body).toMatchObject({ state: 'lost', name: 'rack-1' });
  const command = Number(declared.headers.get('skerry-command'));
  expect((await admin.call('GET', `/v1/commands/${command}`)).body).toMatchObject({
    type: 'lose-host',
    hostId,
    state: 'waiting',
  });
  expect((await declare('rack-1')).body['detail']).toBe('The host "rack-1" is declared lost already.');
  const failure = { code: 'host-connected', kind: 'refused', message: 'It is connected.' } as const;
  await cluster.store.commit({
    writes: [
      {
        op: 'put',
        key: `/state/command-result/${command}`,
        value: { commandId: command, outcome: 'refused', failure },
      },
    ],
  });
  await isShown('cut');
  expect((await admin.call('GET', `/v1/commands/${command}`)).body).toMatchObject({
    state: 'refused',
    failure: { message: 'It is connected.' },
  });
});

test('once the cluster has given it up it is gone, and its machine comes back as another host', async () => {
  await cluster.put('instance', 900, { ...instanceRecord(900, cluster.id, { ownerId: 0, hostId }), hostId });
  cluster.obey = true;
  expect((await declare('rack-1')).status).toBe(202);
  await eventually(async () => expect((await host()).status).toBe(404));
  expect(await register('1')).not.toBe(hostId);
});
