import { hostRegister } from '@skerry/contract';
import { limitsWith } from '@skerry/domain';
import { afterEach, expect, test } from 'vitest';
import { type FakeCluster, joinFakeCluster } from '../testing/fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';

let cloud: TestFrontEnd;
let cluster: FakeCluster;
afterEach(async () => {
  await cluster.close();
  await cloud.close();
});

test('a cluster has so many hosts and no more; one that it has keeps its number, and who removes one has room again', async () => {
  cloud = await startFrontEnd({ limits: limitsWith({ 'hosts-cluster': 2 }) });
  const { id } = (await cloud.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'site' })).body;
  const { token } = (await cloud.admin.call<{ token: string }>('POST', `/v1/clusters/${id}/join-token`, {})).body;
  cluster = await joinFakeCluster(id, token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const register = async (key: string) =>
    hostRegister.reply.parse(await cluster.session.request(hostRegister.method, { name: key, key })).hostId;
  const first = await register('a');
  await register('b');
  await expect(register('c')).rejects.toThrow('The cluster has 2 hosts, and may have 2.');
  expect(await register('a')).toBe(first);
  expect((await cloud.admin.call('DELETE', `/v1/hosts/${first}`)).status).toBeLessThan(300);
  await register('c');
});
