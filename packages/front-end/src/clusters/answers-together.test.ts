/** A cluster that was cut for long answers much at once: what goes with each record is as much as it is. */
import { hostRegister } from '@skerry/contract';
import { limitsWith } from '@skerry/domain';
import { createMemoryStore } from '@skerry/store';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, joinFakeCluster } from '../testing/fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';

let front: TestFrontEnd;
let cluster: FakeCluster;
afterEach(async () => {
  await cluster.close();
  await front.close();
});

async function begin(options: Parameters<typeof startFrontEnd>[0] = {}): Promise<void> {
  front = await startFrontEnd(options);
  const made = await front.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'harbour' });
  const { body } = await front.admin.call<{ token: string }>('POST', `/v1/clusters/${made.body.id}/join-token`, {});
  cluster = await joinFakeCluster(made.body.id, body.token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
}

/** The feed goes on: what is told afterwards arrives. */
async function goesOn(): Promise<void> {
  await cluster.store.commit({ writes: [{ op: 'put', key: '/state/controller', value: { unreadableRecords: 1 } }] });
  const key = `/mirror/${cluster.id}/controller`;
  await eventually(async () => expect(await front.store.get(key)).toBeDefined());
}

test.each(['at once', 'as a snapshot'])(
  '24 lost hosts that are answered %s are given up',
  async (how) => {
    await begin();
    const ids: number[] = [];
    for (let i = 0; i < 24; i++) {
      const told = await cluster.session.request(hostRegister.method, { name: `rack-${i}`, key: `${i}` });
      ids.push(hostRegister.reply.parse(told).hostId);
    }
    cluster.obey = false;
    const commands: number[] = [];
    for (const [i, id] of ids.entries()) {
      const reply = await front.admin.call('POST', `/v1/hosts/${id}/declare-lost`, { name: `rack-${i}` });
      expect(reply.status, reply.text).toBe(202);
      commands.push(Number(reply.headers.get('skerry-command')));
    }
    if (how === 'as a snapshot') await cluster.cut();
    const writes = commands.map((id) => {
      const key = `/state/command-result/${id}`;
      return { op: 'put', key, value: { commandId: id, outcome: 'applied' } } as const;
    });
    await cluster.store.commit({ writes });
    if (how === 'as a snapshot') {
      await front.store.commit({ writes: [{ op: 'delete', key: `/feed/cluster-state/${cluster.id}` }] });
      cluster.heal();
    }
    await eventually(async () => expect((await front.admin.call('GET', '/v1/hosts')).body['total']).toBe(0));
    expect((await front.store.list('/commands/')).entries).toEqual([]);
    expect((await front.store.list('/host-key/')).entries).toEqual([]);
  },
  60_000,
);

test('a site that did more than its share of the audit holds stops no feed', async () => {
  await begin({ store: createMemoryStore(), limits: limitsWith({ 'audit-records-cluster': 10 }) });
  const record = (sequence: number) => ({
    sequence,
    at: '2026-01-01T00:00:00.000Z',
    userId: 0,
    userName: 'admin',
    address: '127.0.0.1',
    action: 'session.create',
    object: null,
    outcome: 'done',
    status: 201,
    requestId: `r${sequence}`,
  });
  for (let round = 0; round < 3; round++) {
    const writes = Array.from({ length: 24 }, (_, i) => {
      const sequence = round * 24 + i;
      return { op: 'put', key: `/state/audit/${sequence}`, value: record(sequence) } as const;
    });
    await cluster.store.commit({ writes });
  }
  await goesOn();
}, 60_000);
