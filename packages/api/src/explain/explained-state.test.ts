/** Why something is so is told of what it is: an explanation and a read never say two states. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../testing/instance-record.ts';
import { eventually } from '../testing/eventually.ts';
import { joinWithHost } from '@skerry/front-end/testing/join-with-host';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

let front: TestFrontEnd;
let cluster: FakeCluster;
let hostId: number;
beforeAll(async () => {
  front = await startFrontEnd();
  const joined = await joinWithHost(front, 'harbour');
  ({ cluster, hostId } = joined);
  const path = join(front.directory, 'tiny.qcow2');
  await writeQcow2(path);
  await front.admin.call('POST', '/v1/images', { name: 'tiny', path });
  await front.admin.call('POST', '/v1/networks', { name: 'lan', clusterId: joined.id, cidr: '10.60.0.0/24' });
  await cluster.lease(1000);
  await cluster.put('instance', 500, instanceRecord(500, joined.id, { hostId }));
  await eventually(async () => expect((await front.admin.call('GET', '/v1/instances/500')).status).toBe(200));
});
afterAll(async () => {
  await cluster.close();
  await front.close();
});

interface Explained {
  readonly summary: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly reasons: readonly string[];
}
const explained = async (path: string) => (await front.admin.call<Explained>('GET', `${path}/explain`)).body;

/** What both say, by kind; of those that tell a state as a fact. */
async function states(): Promise<Record<string, readonly [string, string | undefined]>> {
  const both: Record<string, readonly [string, string | undefined]> = {};
  for (const kind of ['host', 'network', 'instance']) {
    const list = await front.admin.call<{ items: { id: number; state: string }[] }>('GET', `/v1/${kind}s`);
    const [one] = list.body.items;
    const read = await front.admin.call<{ state: string }>('GET', `/v1/${kind}s/${one?.id}`);
    const { facts } = await explained(`/v1/${kind}s/${one?.id}`);
    both[kind] = [read.body.state, facts.find(({ name }) => name === 'state')?.value];
  }
  return both;
}

test('it is the same while the link is up and while it is cut, and a host says then that it may be old', async () => {
  const up = await states();
  expect(Object.keys(up)).toHaveLength(3);
  for (const [kind, [read, told]] of Object.entries(up)) expect(told, kind).toBe(read);
  await cluster.cut();
  await eventually(async () => expect((await states())['host']?.[0]).toBe('cut'));
  for (const [kind, [read, told]] of Object.entries(await states())) expect(told, kind).toBe(read);
  const host = await explained(`/v1/hosts/${hostId}`);
  expect(host.summary).toMatch(/is not connected to its cluster, last heard \d+ s ago/);
  expect(host.reasons).toContain('The link to its cluster is cut: this may be old.');
});
