import type { Happening, InstanceHistory } from '@skerry/domain';
import { expect, test } from 'vitest';
import { eventually } from '../../testing/eventually.ts';
import type { Client } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../../testing/instance-record.ts';
import { startTenantCloud, type TenantCloud } from '@skerry/front-end/testing/tenant-cloud';
import type { HistoryEntry } from './read-history.ts';

const at = (second: number) => new Date(Date.now() + second * 1000).toISOString();

async function entriesOf(client: Client, id: number): Promise<HistoryEntry[]> {
  const { status, body, text } = await client.call<{ entries: HistoryEntry[] }>('GET', `/v1/instances/${id}/history`);
  if (status !== 200) throw new Error(text);
  return body.entries;
}

async function told({ cluster }: TenantCloud, instanceId: number, happenings: readonly Omit<Happening, 'number'>[]) {
  const value: InstanceHistory = { instanceId, happenings: happenings.map((one, number) => ({ number, ...one })) };
  await cluster.put('history', instanceId, value);
}

const sentences = (entries: readonly HistoryEntry[]) => entries.map(({ sentence }) => sentence);

test('what was asked stands beside what happened, with who asked and what became of it', async () => {
  const cloud = await startTenantCloud();
  const { alice, cluster, imageId, hostId, make } = cloud;
  cluster.obey = false;
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId });
  const [asked] = await entriesOf(alice, id);
  expect(asked).toMatchObject({
    what: 'asked',
    sentence: 'alice asked to create it: its cluster has not answered yet.',
    by: { userId: alice.id, name: 'alice' },
    command: { asked: 'create', state: 'waiting' },
  });
  cluster.obey = true;
  await cluster.work();
  const commandId = asked?.command?.id as number;
  await told(cloud, id, [
    { at: at(1), what: 'command', commandId, userId: alice.id, asked: 'create', generation: 1 },
    { at: at(2), what: 'placed', hostId, seconds: 1.5 },
    { at: at(3), what: 'started', hostId, seconds: 0.4, generation: 1 },
    { at: at(60), what: 'crashed', hostId, seconds: 57, log: 'Kernel panic' },
    { at: at(61), what: 'restored', hostId },
  ]);
  await eventually(async () =>
    expect(sentences(await entriesOf(alice, id))).toEqual([
      'It was started again by itself.',
      'It crashed.',
      'It was started.',
      'It was placed on the host "h".',
      'alice asked to create it: its cluster took it up.',
    ]),
  );
  const [restored, crashed, started] = await entriesOf(alice, id);
  expect(crashed).toMatchObject({ what: 'crashed', seconds: 57, log: 'Kernel panic', hostId });
  expect(started).toMatchObject({ by: { name: 'alice' }, command: { id: commandId, asked: 'create' } });
  expect(restored).not.toHaveProperty('by');
});

test('a refusal by the cluster is told, and a command that the cluster did not write down as well', async () => {
  const cloud = await startTenantCloud();
  const { alice, cluster, imageId, make } = cloud;
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId });
  await cluster.work();
  await eventually(async () => expect((await entriesOf(alice, id))[0]?.command?.state).toBe('applied'));
  cluster.obey = false;
  await make(alice, `/v1/instances/${id}/stop`, {});
  // Meanwhile it was given another wish at its site.
  const own = await cluster.get(id);
  if (own) await cluster.put('instance', id, { ...own, intent: { ...own.intent, power: 'absent' } });
  await cluster.work();
  await eventually(async () => {
    const [entry] = await entriesOf(alice, id);
    expect(entry).toMatchObject({
      what: 'asked',
      command: { asked: 'stop', state: 'refused' },
      code: 'instance-state',
    });
    expect(entry?.sentence).toMatch(/^alice asked to stop it: refused\. Cannot stop/);
  });
});

test('of a command that was given here its cluster tells nothing else; of one of its site it does', async () => {
  const cloud = await startTenantCloud();
  const { alice, bob, cluster, imageId, make } = cloud;
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId });
  await cluster.work();
  const commandId = (await entriesOf(alice, id))[0]?.command?.id as number;
  await told(cloud, id, [
    { at: at(1), what: 'refused', commandId, userId: bob.id, asked: 'delete', code: 'made-up', message: 'No.' },
    { at: at(2), what: 'command', commandId: 900_000, userId: bob.id, asked: 'reboot', generation: 2 },
  ]);
  await eventually(async () => {
    const entries = await entriesOf(alice, id);
    expect(entries).toHaveLength(2);
    expect(entries[1]).toMatchObject({ by: { userId: alice.id }, command: { asked: 'create', state: 'applied' } });
    expect(entries[1]).not.toHaveProperty('code');
    expect(entries[0]).toMatchObject({ by: { userId: bob.id }, command: { asked: 'reboot' } });
  });
});

test('names of users and hosts are for who may know them; strangers learn nothing', async () => {
  const cloud = await startTenantCloud();
  const { front, alice, bob, cluster, hostId } = cloud;
  await front.admin.call('PATCH', `/v1/hosts/${hostId}`, { permissions: 'um-------' });
  await cluster.lease(10);
  await cluster.put('instance', 1, instanceRecord(1, cluster.id, { ownerId: alice.id, groupId: 1, hostId }));
  await eventually(async () => expect((await alice.call('GET', '/v1/instances/1')).status).toBe(200));
  await told(cloud, 1, [
    { at: at(1), what: 'placed', hostId },
    { at: at(2), what: 'command', commandId: 900_000, userId: 0, asked: 'stop', generation: 2 },
    { at: at(3), what: 'stopped', hostId, generation: 2 },
  ]);
  await eventually(async () =>
    expect(sentences(await entriesOf(alice, 1))).toEqual([
      'It shut down.',
      'Another user asked to stop it: its cluster took it up.',
      `It was placed on host ${hostId}.`,
    ]),
  );
  expect((await entriesOf(alice, 1))[0]?.by).toEqual({ userId: 0 });
  expect((await entriesOf(front.admin, 1))[0]?.by).toEqual({ userId: 0, name: 'admin' });
  expect((await bob.call('GET', '/v1/instances/1/history')).status).toBe(404);
});
