import { hostRegister } from '@skerry/contract';
import type { HostStatus } from '@skerry/domain';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from './fake-cluster.ts';
import type { TestFrontEnd } from './front-end.ts';

interface Joined {
  readonly id: number;
  readonly hostId: number;
  readonly token: string;
  readonly cluster: FakeCluster;
}

interface Given {
  /** Of the cluster. */
  readonly permissions?: string;
  /** False: the host was there once. */
  readonly connected?: boolean;
  /** Other than of a good host. */
  readonly report?: Partial<NonNullable<HostStatus['report']>>;
}

/** A new cluster with one host `<name>-1` that reported; the front-end knows both. */
export async function joinWithHost({ admin }: TestFrontEnd, name: string, given: Given = {}): Promise<Joined> {
  const { permissions, connected = true, report: other } = given;
  const post = async <T extends object>(path: string, body: object): Promise<T> => {
    const reply = await admin.call<T>('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body;
  };
  const body = { name, ...(permissions === undefined ? {} : { permissions }) };
  const { id } = await post<{ id: number }>('/v1/clusters', body);
  const { token } = await post<{ token: string }>(`/v1/clusters/${id}/join-token`, {});
  const cluster = await joinFakeCluster(id, token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const told = await cluster.session.request(hostRegister.method, { name: `${name}-1`, key: name });
  const { hostId } = hostRegister.reply.parse(told);
  const { report, ...status } = goodHost(hostId, id, connected);
  await cluster.put(
    'host-status',
    hostId,
    report === undefined ? status : { ...status, report: { ...report, ...other } },
  );
  await eventually(async () => {
    const { state } = (await admin.call<{ state: string }>('GET', `/v1/hosts/${hostId}`)).body;
    if (state !== (connected ? 'online' : 'cut')) throw new Error(`The host is ${state}.`);
  });
  return { id, hostId, token, cluster };
}
