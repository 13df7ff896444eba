import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FrontEndOptions } from '../front-end.ts';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from './fake-cluster.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from './front-end.ts';
import { writeQcow2 } from './qcow2.ts';

export interface TenantCloud {
  readonly front: TestFrontEnd;
  readonly cluster: FakeCluster;
  readonly hostId: number;
  readonly imageId: number;
  readonly networkId: number;
  /** Two ordinary users with no group in common but the one that everybody is in. */
  readonly alice: Client & { readonly id: number };
  readonly bob: Client & { readonly id: number };
  /** Throws unless it is done. */
  readonly make: <T extends object = { id: number }>(client: Client, path: string, body: object) => Promise<T>;
}

/** A cloud with one cluster, one host, one image and one network that everybody may use; ends with the test. */
export async function startTenantCloud(options: Partial<FrontEndOptions> = {}): Promise<TenantCloud> {
  const front = await startFrontEnd(options);
  onTestFinished(() => front.close());
  const make: TenantCloud['make'] = async (client, path, body) => {
    const reply = await client.call('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body as never;
  };
  const { admin } = front;
  const { id } = await make(admin, '/v1/clusters', { name: 'site' });
  const { token } = await make<{ token: string }>(admin, `/v1/clusters/${id}/join-token`, {});
  const cluster = await joinFakeCluster(id, token);
  onTestFinished(() => cluster.close());
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const { hostId } = (await cluster.session.request('host.register', { name: 'h', key: 'h' })) as { hostId: number };
  await cluster.put('host-status', hostId, goodHost(hostId, id));
  await eventually(async () => {
    const { body } = await admin.call('GET', `/v1/hosts/${hostId}`);
    if (body['state'] !== 'online') throw new Error('not online');
  });
  const path = join(front.directory, 'image.qcow2');
  await writeQcow2(path);
  const image = await make(admin, '/v1/images', { name: 'image', path });
  const network = await make(admin, '/v1/networks', { name: 'net', clusterId: id, cidr: '10.9.0.0/24' });
  const [alice, bob] = [await front.user('alice'), await front.user('bob')];
  return { front, cluster, hostId, imageId: image.id, networkId: network.id, alice, bob, make };
}
