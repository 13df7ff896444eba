import { hostRegister } from '@skerry/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from '../testing/fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';

let front: TestFrontEnd;
let cluster: FakeCluster;
let hostId: number;

const create = (cidr: string, more: object = {}) =>
  front.admin.call('POST', '/v1/networks', {
    name: `n${cidr.replaceAll(/[./]/g, '-')}`,
    clusterId: cluster.id,
    cidr,
    ...more,
  });
const report = (more: object) =>
  cluster.put('host-status', hostId, {
    ...goodHost(hostId, cluster.id),
    report: { ...goodHost(hostId, cluster.id).report!, ...more },
  });

beforeAll(async () => {
  front = await startFrontEnd();
  const made = await front.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'harbour' });
  const { body } = await front.admin.call<{ token: string }>('POST', `/v1/clusters/${made.body.id}/join-token`, {});
  cluster = await joinFakeCluster(made.body.id, body.token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const told = await cluster.session.request(hostRegister.method, { name: 'rack', key: 'k' });
  hostId = hostRegister.reply.parse(told).hostId;
});
afterAll(async () => {
  await cluster.close();
  await front.close();
});

test.each(['127.1.0.0/24', '0.0.0.0/8', '169.254.0.0/16', '224.1.0.0/24', '240.0.0.0/24', '0.0.0.0/0'])(
  'a network of %s is refused with the reason',
  async (cidr) => {
    const refused = await create(cidr);
    expect([refused.status, refused.body['code']]).toEqual([400, 'invalid-request']);
    expect(refused.body['errors']).toContainEqual({
      field: 'cidr',
      message: expect.stringContaining('cannot be used'),
    });
  },
);

test('name servers that no guest can ask, and ranges without an address, are refused at their field', async () => {
  const loopback = await create('10.61.0.0/24', { nameservers: ['127.0.0.53'] });
  expect(loopback.body['errors']).toEqual([
    { field: 'nameservers.0', message: expect.stringContaining('every machine itself') },
  ]);
  const empty = await create('10.61.0.0/24', { ranges: [{ first: '10.61.0.1', last: '10.61.0.1' }] });
  expect(empty.body['errors']).toEqual([{ field: 'ranges.0', message: expect.stringContaining('No address is left') }]);
});

test('a network that a host of the cluster cannot build is refused when it is created, where that is known', async () => {
  await report({ taken: [{ cidr: '192.0.2.2/24', by: '192.0.2.2/24, an address of this host on eth0' }] });
  await eventually(async () => {
    const refused = await create('192.0.2.128/25');
    expect([refused.status, refused.body['code']]).toEqual([409, 'addresses-in-use']);
    expect(refused.body['detail']).toContain('The host "rack" cannot build 192.0.2.128/25');
  });
  expect((await create('198.51.100.0/24')).status).toBe(201);
});

test('a network that its hosts cannot build says so, with the reason of each host, to who may manage it', async () => {
  const { body } = await create('10.62.0.0/24');
  const path = `/v1/networks/${String(body['id'])}`;
  expect((await front.admin.call('GET', path)).body).toMatchObject({ state: 'ready', unbuilt: [] });
  const unbuilt = [{ networkId: body['id'], message: 'It overlaps with 10.0.0.0/8.', hint: 'Choose another range.' }];
  await report({ unbuilt });
  await eventually(async () => {
    expect((await front.admin.call('GET', path)).body).toMatchObject({
      state: 'failed',
      unbuilt: [{ hostId, hostName: 'rack', message: 'It overlaps with 10.0.0.0/8.' }],
    });
  });
  const failed = await front.admin.call<{ items: { id: number }[] }>('GET', '/v1/networks?state=failed');
  expect(failed.body.items.map(({ id }) => id)).toEqual([body['id']]);
  const { body: why } = await front.admin.call('GET', `${path}/explain`);
  expect(why).toMatchObject({
    summary: expect.stringContaining('No host can build'),
    reasons: ['rack: It overlaps with 10.0.0.0/8.'],
    next: ['Choose another range.'],
  });
  const ann = await front.user('ann');
  const shown = (await ann.call('GET', path)).body;
  expect(shown).toMatchObject({ state: 'failed' });
  expect(shown).not.toHaveProperty('unbuilt');
});
