import { join } from 'node:path';
import { hostRegister } from '@skerry/contract';
import { type Instance, macOf } from '@skerry/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, goodHost, joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

let cloud: TestFrontEnd;
let cluster: FakeCluster;
let user: Client;
let imageId: number;
let networkId: number;

async function must<T = { id: number }>(method: string, path: string, body?: object, client = cloud.admin): Promise<T> {
  const reply = await client.call<T>(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}
const create = (name: string, more: object, client = user, query = '') =>
  client.call('POST', `/v1/instances${query}`, { name, imageId, memoryMiB: 64, ...more });
const withNic = (name: string, nic: object, client = user) => create(name, { nics: [{ networkId, ...nic }] }, client);

/** As a cluster that takes every order, and gives what is asked for. */
const given = (instance: Instance): Instance => ({
  ...instance,
  hostId: 0,
  spec: {
    ...instance.spec,
    nics: instance.spec.nics.map((nic) => {
      const address = nic.asked?.address ?? `10.60.0.${100 + instance.id}`;
      return { ...nic, address, mac: nic.asked?.mac ?? macOf(address) };
    }),
  },
});

beforeAll(async () => {
  cloud = await startFrontEnd();
  user = await cloud.user('ann');
  const { id } = await must('POST', '/v1/clusters', { name: 'home', permissions: 'um-u--u--' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${id}/join-token`, {});
  cluster = await joinFakeCluster(id, token, (instance) => ({ instance: given(instance), writes: [] }));
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const registered = await cluster.session.request(hostRegister.method, { name: 'rack', key: 'machine-1' });
  const { hostId } = hostRegister.reply.parse(registered);
  await cluster.put('host-status', hostId, goodHost(hostId, id));
  await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
  const image = { name: 'tiny', path: join(cloud.directory, 'tiny.qcow2'), kinds: ['vm'], permissions: 'um-u--u--' };
  imageId = (await must('POST', '/v1/images', image)).id;
  networkId = (
    await must('POST', '/v1/networks', { name: 'lan', clusterId: id, cidr: '10.60.0.0/24', permissions: 'um-u--u--' })
  ).id;
  await eventually(async () => {
    expect((await must<{ state: string }>('GET', `/v1/hosts/${hostId}`)).state).toBe('online');
  });
}, 60_000);
afterAll(async () => {
  await cluster.close();
  await cloud.close();
});

test.each([
  [{ address: '10.61.0.9' }, 'nics.0.address', 'is no address of the network "lan" (10.60.0.0/24)'],
  [{ address: '10.60.0.0' }, 'nics.0.address', 'stands for the network'],
  [{ address: '10.60.0.255' }, 'nics.0.address', 'every machine'],
  [{ address: '10.60.0.1' }, 'nics.0.address', 'is the gateway'],
  [{ address: 'fd00::9' }, 'nics.0.address', 'is an IPv6 address'],
  [{ mac: '01:00:5e:00:00:01' }, 'nics.0.mac', 'multicast'],
  [{ mac: '00:00:00:00:00:00' }, 'nics.0.mac', 'stands for no MAC'],
  [{ mac: '02:5c:0a:3c:00:09' }, 'nics.0.mac', 'made from addresses'],
])('%o is refused at once, at its field, before anything is ordered', async (nic, field, why) => {
  for (const query of ['', '?dryRun=true']) {
    const reply = await create('a', { nics: [{ networkId, ...nic }] }, user, query);
    expect([reply.status, reply.body['code']], reply.text).toEqual([400, 'invalid-request']);
    expect(reply.body['errors']).toMatchObject([{ field: expect.stringMatching(new RegExp(`${field}$`)) }]);
    expect(JSON.stringify(reply.body)).toContain(JSON.stringify(why).slice(1, -1));
    expect(reply.body['hint']).toBeTruthy();
  }
  expect((await must<{ total: number }>('GET', '/v1/instances?name=a', undefined, user)).total).toBe(0);
});

test('networkIds and nics name the same networks, and nothing is asked for twice', async () => {
  const both = await create('a', { networkIds: [], nics: [{ networkId }] });
  expect(both.text).toContain('networkIds and nics name different networks');
  const address = '10.60.0.20';
  const twice = await create('a', {
    nics: [
      { networkId, address },
      { networkId, address },
    ],
  });
  expect(twice.text).toContain('is asked for twice');
  expect((await create('a', { nics: [{ networkId: 999, address }] })).body['field']).toBe('nics.0.networkId');
});

test('what is held is refused: by name to who may see the holder, to others without', async () => {
  const [address, mac] = ['10.60.0.21', '52:54:00:00:00:21'];
  const first = await withNic('first', { address, mac });
  expect(first.status, first.text).toBe(202);
  const id = first.body['id'] as number;
  await eventually(async () => {
    expect(await must('GET', `/v1/instances/${id}`, undefined, user)).toMatchObject({
      pendingCommands: 0,
      nics: [{ networkId, address, mac, asked: { address, mac } }],
    });
  });
  const mine = await withNic('second', { address });
  expect([mine.status, mine.body]).toMatchObject([
    409,
    {
      code: 'address-taken',
      field: 'nics.0.address',
      hint: 'Ask for another address, or for none: then a free one is chosen.',
    },
  ]);
  expect(mine.body['detail']).toBe(`${address} in the network "lan" is held by the instance "first" (${id}).`);
  const bob = await cloud.user('bob');
  const his = await withNic('second', { address: '10.60.0.22', mac: '52-54-00-00-00-21' }, bob);
  expect(his.body).toMatchObject({ code: 'mac-taken', field: 'nics.0.mac' });
  expect(his.body['detail']).toBe(`${mac} in the network "lan" is held by another instance.`);

  expect((await user.call('DELETE', `/v1/instances/${id}`)).status).toBe(202);
  const going = await withNic('second', { address });
  expect(going.body['detail']).toContain('"first" (' + id + '), which is being deleted');
  await cluster.remove('instance', id);
  await eventually(async () => expect((await withNic('second', { address }, user)).status).toBe(202));
});

test('an order that no cluster has answered holds what it asks for; of many at once one is taken', async () => {
  cluster.obey = false;
  const bob = await cloud.user('carl');
  const asked = { address: '10.60.0.30' };
  const replies = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((i) => withNic(`burst-${i}`, asked, i % 2 === 0 ? user : bob)),
  );
  expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([202, 409, 409, 409, 409, 409]);
  cluster.obey = true;
  await cluster.work();
});

test('a fixed address outside of the ranges takes none from those that are given unasked', async () => {
  const ranges = [{ first: '10.62.0.10', last: '10.62.0.10' }];
  const { id: small } = await must('POST', '/v1/networks', {
    name: 'small',
    clusterId: cluster.id,
    cidr: '10.62.0.0/24',
    ranges,
  });
  const admin = cloud.admin;
  cluster.obey = false;
  expect((await create('outside', { nics: [{ networkId: small, address: '10.62.0.200' }] }, admin)).status).toBe(202);
  const plan = () => create('plan', { networkIds: [small] }, admin, '?dryRun=true');
  expect((await plan()).body).toMatchObject({ placed: true });
  expect((await create('inside', { nics: [{ networkId: small, address: '10.62.0.10' }] }, admin)).status).toBe(202);
  expect((await plan()).body).toMatchObject({ placed: false, refused: { 'addresses-lacking': 1 } });
  const fixed = await create('plan', { nics: [{ networkId: small, address: '10.62.0.201' }] }, admin, '?dryRun=true');
  expect(fixed.body).toMatchObject({ placed: true });
  cluster.obey = true;
  await cluster.work();
});

test('a MAC of a maker of cards is taken, and said in the plan', async () => {
  const nics = [{ networkId, mac: '00:16:3E:00:00:01' }];
  const plan = await create('plan', { nics }, user, '?dryRun=true');
  expect(plan.body['notes']).toEqual([expect.stringContaining('00:16:3e:00:00:01 is not locally administered')]);
  const plain = await create('plan', { nics: [{ networkId }] }, user, '?dryRun=true');
  expect(plain.body).not.toHaveProperty('notes');
});

test('a template may fix them: for one instance at a time; networks alone take that away', async () => {
  const nics = [{ networkId, address: '10.60.0.40', mac: '52:54:00:00:00:40' }];
  const made = await user.call('POST', '/v1/templates', { name: 'one', imageId, nics });
  expect([made.status, made.body], made.text).toMatchObject([201, { nics, networkIds: [networkId] }]);
  const templateId = made.body['id'] as number;
  const of = (name: string, more: object = {}) => user.call('POST', '/v1/instances', { name, templateId, ...more });
  const first = await of('t-1');
  expect(first.body).toMatchObject({ nics: [{ networkId, asked: { address: '10.60.0.40' } }] });
  expect((await of('t-2')).body).toMatchObject({ code: 'address-taken' });
  expect((await of('t-3', { networkIds: [networkId] })).status).toBe(202);
  const path = `/v1/templates/${templateId}`;
  expect((await user.call('PATCH', path, { cpus: 2 })).body).toMatchObject({ nics });
  expect((await user.call('PATCH', path, { nics: [{ networkId, address: '10.60.0.1' }] })).body['field']).toBe(
    'nics.0.address',
  );
  expect((await user.call('PATCH', path, { networkIds: [networkId] })).body).not.toHaveProperty('nics');
  const whole = { nics, networkIds: [networkId] };
  expect((await user.call('PATCH', path, whole)).body).toMatchObject(whole);
  const none = await user.call('PATCH', path, { nics: null });
  expect(none.body).not.toHaveProperty('nics');
  expect(none.body).not.toHaveProperty('networkIds');
});
