import type { CommandResult } from '@skerry/domain';
import type { Json } from '@skerry/store';
import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import type { Client } from '@skerry/front-end/testing/front-end';
import { startTenantCloud, type TenantCloud } from '@skerry/front-end/testing/tenant-cloud';

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}
interface Told {
  readonly action: string;
  readonly outcome: string;
  readonly code?: string;
  readonly message?: string;
}

/** A stopped instance of Alice on the only host: 8 processors, 16 GiB. */
async function stopped(cloud: TenantCloud): Promise<number> {
  const { id } = await cloud.make(cloud.alice, '/v1/instances', {
    name: 'web',
    imageId: cloud.imageId,
    memoryMiB: 512,
    start: false,
  });
  await eventually(async () => {
    const known = await cloud.cluster.get(id);
    if (known === undefined) throw new Error('not there yet');
    await cloud.cluster.put('instance', id, { ...known, hostId: cloud.hostId });
    const { body } = await cloud.alice.call('GET', `/v1/instances/${id}`);
    expect(body).toMatchObject({ pendingCommands: 0, hostId: cloud.hostId });
  });
  await cloud.cluster.put('instance', id, {
    ...(await cloud.cluster.get(id))!,
    hostId: cloud.hostId,
    observed: { reached: 1, guest: 'none', reboots: 0, crashes: 0 },
  });
  await eventually(async () => {
    expect((await cloud.alice.call('GET', `/v1/instances/${id}`)).body['state']).toBe('stopped');
  });
  return id;
}

const newest = async (admin: Client, action: string): Promise<Told | undefined> =>
  (await admin.call<{ items: Told[] }>('GET', `/v1/audit?action=${action}`)).body.items[0];

test('what no cluster could ever do is refused at once: less than the image needs, more than its host has', async () => {
  const cloud = await startTenantCloud();
  const { alice, front, imageId, hostId } = cloud;
  const id = await stopped(cloud);
  const patch = (body: object) => alice.call<Problem>('PATCH', `/v1/instances/${id}`, body);
  const cases = [
    [{ memoryMiB: 32 }, 'memory-too-small', 'memoryMiB', 'needs at least 64 MiB'],
    [{ memoryMiB: 921_600 }, 'host-too-small', 'memoryMiB', '16384 MiB'],
    [{ cpus: 100 }, 'host-too-small', 'cpus', '32 processors'],
  ] as const;
  for (const [body, code, field, words] of cases) {
    const reply = await patch(body);
    expect(reply).toMatchObject({ status: 409, body: { code, field } });
    expect(reply.body.detail).toContain(words);
    expect(await newest(front.admin, 'instance.patch')).toMatchObject({ outcome: 'refused', code });
  }
  expect((await patch({ memoryMiB: 64, cpus: 8 })).status).toBe(202);

  const created = await alice.call<Problem>('POST', '/v1/instances', { name: 'x', imageId, cpus: 100 });
  expect(created).toMatchObject({ status: 409, body: { code: 'cannot-be-placed' } });
  const there = await alice.call<Problem>('POST', '/v1/instances', { name: 'x', imageId, cpus: 100, hostId });
  expect(there).toMatchObject({ status: 409, body: { code: 'cannot-be-placed' } });
  const template = { name: 't', kind: 'vm', cpus: 100, memoryMiB: 64, imageId };
  const { id: templateId } = await cloud.make(front.admin, '/v1/templates', { ...template, permissions: 'um-u--u--' });
  const from = await alice.call<Problem>('POST', '/v1/instances', { name: 'x', templateId });
  expect(from).toMatchObject({ status: 409, body: { code: 'cannot-be-placed' } });
});

test('a template that its image cannot follow is refused when it is made or changed', async () => {
  const { alice, imageId, make } = await startTenantCloud();
  const template = { name: 't', kind: 'vm', memoryMiB: 128, imageId };
  const small = await alice.call<Problem>('POST', '/v1/templates', { ...template, memoryMiB: 32 });
  expect(small).toMatchObject({ status: 400, body: { field: 'memoryMiB' } });
  const { id } = await make(alice, '/v1/templates', template);
  const patched = await alice.call<Problem>('PATCH', `/v1/templates/${id}`, { memoryMiB: 32 });
  expect(patched).toMatchObject({ status: 400, body: { field: 'memoryMiB' } });
});

test('what the cluster refuses later is shown as refused, with the reason, by explain and audit; what it does, as done', async () => {
  const cloud = await startTenantCloud();
  const { alice, front, cluster } = cloud;
  const id = await stopped(cloud);
  cluster.obey = false;
  const patched = await alice.call('PATCH', `/v1/instances/${id}`, { cpus: 4, labels: { a: 'b' } });
  const commands = (patched.headers.get('skerry-command') ?? '').split(', ').map(Number);
  expect(commands).toHaveLength(2);
  expect(await newest(front.admin, 'instance.patch')).toMatchObject({ outcome: 'accepted' });

  const failure = { code: 'host-full', kind: 'refused', message: 'Its host has no processors free.' } as const;
  const results: CommandResult[] = [
    { commandId: commands[0] as number, outcome: 'refused', failure },
    { commandId: commands[1] as number, outcome: 'applied' },
  ];
  for (const result of results) {
    const write = {
      op: 'put',
      key: `/state/command-result/${result.commandId}`,
      value: result as unknown as Json,
    } as const;
    await cluster.store.commit({ writes: [write] });
  }
  const seen = async () => {
    expect(await newest(front.admin, 'instance.patch')).toMatchObject({
      outcome: 'refused',
      code: 'host-full',
      message: failure.message,
    });
    const { body } = await alice.call<{ reasons: string[]; history: { what: string }[] }>(
      'GET',
      `/v1/instances/${id}/explain`,
    );
    expect(body.history[0]?.what).toBe('alice asked to patch: refused (host-full). Its host has no processors free.');
    expect(body.reasons.join(' ')).toContain('was refused by the cluster: Its host has no processors free.');
  };
  await eventually(seen);
  expect(await newest(front.admin, 'instance.create')).toMatchObject({ outcome: 'done' });
  await front.restart();
  await eventually(seen);
  // A later wish that is followed is the newest word.
  cluster.obey = true;
  await cluster.work();
  await alice.call('PATCH', `/v1/instances/${id}`, { cpus: 2 });
  await eventually(async () => {
    const { body } = await alice.call<{ reasons: string[] }>('GET', `/v1/instances/${id}/explain`);
    expect(body.reasons.join(' ')).not.toContain('refused by the cluster');
  });
});
