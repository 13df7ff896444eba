import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countersOf } from '../../../domain/testing/counters.ts';
import { hostRegister, idsLease, imageLocate, imageRead, samplesHistory, samplesPush } from '@skerry/contract';
import { type Instance } from '@skerry/domain';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from '../testing/fake-cluster.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { writeQcow2 } from '../testing/qcow2.ts';

let cloud: TestFrontEnd;
let cluster: FakeCluster;
let hostId: number;
let imageId: number;
let networkId: number;
let user: Client;
let admin: Client;

interface InstanceBody {
  id: number;
  state: string;
  stateReason: string;
  pendingCommands: number;
  actions: Record<string, string | null>;
  name: string;
  hostId?: number;
  clusterId: number;
  lastHeardSeconds: number | null;
}

async function must<T = { id: number }>(method: string, path: string, body?: object, client = admin): Promise<T> {
  const reply = await client.call<T>(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}
const state = async (id: number) => must<InstanceBody>('GET', `/v1/instances/${id}`);

/** The host's part: what the agent would report after it did what was wanted. */
async function settle(id: number): Promise<void> {
  const instance = (await cluster.get(id)) as Instance;
  const { power } = instance.intent;
  const guest = power === 'running' ? 'running' : power === 'paused' ? 'paused' : 'prepared';
  await cluster.put('instance', id, {
    ...instance,
    hostId,
    observed: { reached: instance.intent.generation, guest, reboots: instance.intent.reboots, crashes: 0 },
  });
}

beforeAll(async () => {
  cloud = await startFrontEnd();
  admin = cloud.admin;
  user = await cloud.user('ann');
  const made = await must('POST', '/v1/clusters', {
    name: 'harbour',
    location: { latitude: 60, longitude: 5, place: 'Bergen' },
  });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${made.id}/join-token`, {});
  cluster = await joinFakeCluster(made.id, token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const registered = await cluster.session.request(hostRegister.method, { name: 'Rack_1', key: 'machine-1' });
  hostId = hostRegister.reply.parse(registered).hostId;
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id));
  await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
  imageId = (
    await must('POST', '/v1/images', { name: 'tiny', path: join(cloud.directory, 'tiny.qcow2'), kinds: ['vm'] })
  ).id;
  networkId = (await must('POST', '/v1/networks', { name: 'lan', clusterId: cluster.id, cidr: '10.60.0.0/24' })).id;
  await eventually(async () => {
    expect((await must<{ state: string }>('GET', `/v1/hosts/${hostId}`)).state).toBe('online');
  });
}, 60_000);
afterAll(async () => {
  await cluster.close();
  await cloud.close();
});

test('a join token works once, for a cluster; a host is registered once by its key', async () => {
  expect(
    hostRegister.reply.parse(await cluster.session.request(hostRegister.method, { name: 'x', key: 'machine-1' }))
      .hostId,
  ).toBe(hostId);
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${cluster.id}/join-token`, {});
  const second = await joinFakeCluster(cluster.id, token);
  await second.close();
  await expect(joinFakeCluster(cluster.id, token)).rejects.toMatchObject({ failure: { code: 'link-join-refused' } });
  await cluster.cut();
  cluster.heal();
  await cluster.session.waitFor('connected', { deadlineMs: 10_000 });
});

test('the cluster is told its own part of the catalogue, and its people; no log-in, and no cluster but itself', async () => {
  await must('POST', '/v1/clusters', { name: 'elsewhere' });
  const made = await user.call<{ token: { id: number } }>('POST', '/v1/tokens', { name: 'for-programs' });
  expect((await admin.call('GET', '/v1/sessions')).body['total']).toBe(1);
  await eventually(async () => {
    const known = [...(await cluster.catalogue()).keys()].sort();
    const its = [`cluster/${cluster.id}`, `host/${hostId}`, `network/${networkId}`];
    const shared = ['datastore/0', 'group/0', 'group/1', `image/${imageId}`, `token/${made.body.token.id}`];
    const { items } = (await admin.call<{ items: { id: number }[] }>('GET', '/v1/users')).body;
    expect(known).toEqual([...its, ...shared, ...items.map(({ id }) => `user/${id}`)].sort());
  });
  const lease = idsLease.reply.parse(await cluster.session.request(idsLease.method, { kind: 'lease', count: 100 }));
  const next = idsLease.reply.parse(await cluster.session.request(idsLease.method, { kind: 'lease', count: 1 }));
  expect(next.first).toBe(lease.first + 100);
  await expect(cluster.session.request(idsLease.method, { kind: 'user', count: 1 })).rejects.toMatchObject({
    failure: { code: 'forbidden' },
  });
});

test('an instance is created, runs, stops and is deleted, each step answered at once', async () => {
  const made = await user.call<InstanceBody>('POST', '/v1/instances', { name: 'web', imageId });
  expect(made.status, made.text).toBe(202);
  expect(made.body).toMatchObject({ state: 'pending', clusterId: cluster.id, pendingCommands: 1, kind: 'vm' });
  const { id } = made.body;
  await eventually(async () => expect((await state(id)).pendingCommands).toBe(0));
  expect((await cluster.get(id))?.spec.nics).toEqual([{ networkId }]);
  await settle(id);
  await eventually(async () => expect((await state(id)).state).toBe('running'));
  expect((await user.call('POST', `/v1/instances/${id}/resume`)).body).toMatchObject({
    code: 'instance-state',
    status: 409,
  });
  const stopped = await user.call<InstanceBody>('POST', `/v1/instances/${id}/stop`, { graceSeconds: 5 });
  expect(stopped.body.state).toBe('stopping');
  const command = stopped.headers.get('skerry-command');
  await eventually(async () => {
    expect((await user.call('GET', `/v1/commands/${command}`)).body).toMatchObject({ state: 'applied', type: 'stop' });
  });
  await settle(id);
  await eventually(async () => expect((await state(id)).state).toBe('stopped'));
  expect((await user.call('PATCH', `/v1/instances/${id}`, { cpus: 2, memoryMiB: 1024, name: 'web2' })).status).toBe(
    202,
  );
  await eventually(async () => expect((await cluster.get(id))?.spec).toMatchObject({ cpus: 2, memoryMiB: 1024 }));
  expect((await user.call('DELETE', `/v1/instances/${id}`)).body).toMatchObject({ state: 'deleting', name: 'web2' });
  await eventually(async () => expect((await cluster.get(id))?.intent.power).toBe('absent'));
  await cluster.remove('instance', id);
  await eventually(async () => expect((await user.call('GET', `/v1/instances/${id}`)).status).toBe(404));
});

test('names of instances are unique per owner; what does not exist or fit is refused with reasons', async () => {
  const create = (body: object, client = user) => client.call('POST', '/v1/instances', { imageId, ...body });
  expect((await create({ name: 'dup' })).status).toBe(202);
  expect((await create({ name: 'dup' })).body['code']).toBe('name-taken');
  expect((await create({ name: 'dup' }, admin)).status).toBe(202);
  expect((await create({ name: 'a', imageId: 999 })).body).toMatchObject({
    code: 'unknown-reference',
    field: 'imageId',
  });
  expect((await create({ name: 'a', networkIds: [999] })).body['field']).toBe('networkIds');
  expect((await create({ name: 'a', clusterId: 999 })).body['field']).toBe('clusterId');
  expect((await create({ name: 'a', kind: 'container' })).body['field']).toBe('kind');
  expect((await create({ name: 'a', diskSizeMiB: 1 })).body['field']).toBe('diskSizeMiB');
  expect((await create({ name: 'a', requirements: 'labels.zone ==' })).body['field']).toBe('requirements');
  const never = await create({ name: 'a', requirements: 'labels.zone == "moon"' });
  expect(never.body).toMatchObject({ status: 409, code: 'cannot-be-placed' });
  expect(String(never.body['detail'])).toMatch(/1 host: the requirements are not met/);
  expect((await create({ name: 'a', cpus: 128 })).body['code']).toBe('cannot-be-placed');
  const before = (await admin.call<{ revision: number }>('GET', '/v1/status')).body.revision;
  const dry = await user.call('POST', '/v1/instances?dryRun=true', { name: 'a', imageId });
  expect([dry.status, dry.body]).toMatchObject([200, { placed: true, hostId, clusterId: cluster.id }]);
  expect((await admin.call<{ revision: number }>('GET', '/v1/status')).body.revision).toBe(before);
});

test('instances of one group of one owner do not share a host: a dry run counts the reason, and the wish is kept', async () => {
  const body = { name: 'db-1', imageId, antiAffinityGroup: 'db' };
  const { id } = await must<InstanceBody>('POST', '/v1/instances', { ...body, hostId }, user);
  expect(await state(id)).toMatchObject({ antiAffinityGroup: 'db', antiAffinityMode: 'required' });
  await eventually(async () => expect((await state(id)).pendingCommands).toBe(0));
  await settle(id);
  await eventually(async () => expect((await state(id)).hostId).toBe(hostId));
  const dry = (more: object) => user.call('POST', '/v1/instances?dryRun=true', { ...body, name: 'db-2', ...more });
  expect((await dry({})).body).toMatchObject({ placed: false, refused: { 'anti-affinity': 1 } });
  expect((await dry({ antiAffinityMode: 'preferred' })).body).toMatchObject({ placed: true, hostId });
  const alone = await dry({ antiAffinityGroup: undefined, antiAffinityMode: 'required' });
  expect(alone.body).toMatchObject({ code: 'invalid-request', field: 'antiAffinityMode' });
  await must('DELETE', `/v1/instances/${id}`, undefined, user);
});

test('while the link is cut, commands wait in order, say so, survive a restart, and are applied once after it heals', async () => {
  const { id } = await must<InstanceBody>('POST', '/v1/instances', { name: 'island', imageId }, user);
  await eventually(async () => expect((await state(id)).pendingCommands).toBe(0));
  await settle(id);
  await eventually(async () => expect((await state(id)).state).toBe('running'));
  await cluster.cut();
  await eventually(async () =>
    expect((await must<{ state: string }>('GET', `/v1/clusters/${cluster.id}`)).state).toBe('cut'),
  );
  const reply = await user.call<InstanceBody>('POST', `/v1/instances/${id}/stop`, { graceSeconds: 0 });
  expect(reply.status).toBe(202);
  await must('PATCH', `/v1/instances/${id}`, { labels: { asked: 'while-cut' } }, user);
  expect(await state(id)).toMatchObject({ state: 'stopping', pendingCommands: 2 });
  expect((await state(id)).stateReason).toMatch(/2 commands wait until the link .* heals.*last heard \d+ s ago/);
  const explained = await must<{ reasons: string[] }>('GET', `/v1/instances/${id}/explain`);
  expect(explained.reasons.join(' ')).toMatch(/Command \d+ \(stop\)/);
  expect((await user.call('GET', `/v1/instances/${id}/console-log`)).body['code']).toBe('cluster-cut');

  await cloud.restart();
  expect(await state(id)).toMatchObject({ state: 'stopping', pendingCommands: 2 });
  expect((await state(id)).lastHeardSeconds).not.toBeNull();
  expect((await cluster.get(id))?.intent.power).toBe('running');

  cluster.heal(cloud.frontEnd.linkUrl);
  await eventually(async () => expect(await state(id)).toMatchObject({ pendingCommands: 0 }), 15_000);
  expect(await cluster.get(id)).toMatchObject({
    intent: { power: 'stopped', generation: 2 },
    labels: { asked: 'while-cut' },
  });
  expect((await state(id)).stateReason).not.toMatch(/cut/);
}, 60_000);

test('a command that the cluster refuses is gone from the instance and keeps its reason', async () => {
  const { id } = await must<InstanceBody>('POST', '/v1/instances', { name: 'refused', imageId }, user);
  await eventually(async () => expect((await state(id)).pendingCommands).toBe(0));
  cluster.obey = false;
  const reply = await user.call('POST', `/v1/instances/${id}/stop`);
  const command = `/v1/commands/${reply.headers.get('skerry-command')}`;
  expect((await user.call('GET', command)).body).toMatchObject({ state: 'waiting' });
  await eventually(async () => expect((await cluster.store.list('/commands/')).entries.length).toBeGreaterThan(0));
  await cluster.remove('instance', id);
  cluster.obey = true;
  await cluster.work();
  await eventually(async () =>
    expect((await user.call('GET', command)).body).toMatchObject({ state: 'refused', failure: { code: 'not-found' } }),
  );
  expect((await user.call('GET', `/v1/instances/${id}`)).status).toBe(404);
});

test('a cluster cannot speak for the instances of another', async () => {
  const { id } = await must<InstanceBody>('POST', '/v1/instances', { name: 'mine', imageId }, user);
  await eventually(async () => expect((await state(id)).pendingCommands).toBe(0));
  const other = await must('POST', '/v1/clusters', { name: 'pirates' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${other.id}/join-token`, {});
  const pirates = await joinFakeCluster(other.id, token);
  try {
    const stolen = (await cluster.get(id)) as Instance;
    await pirates.put('instance', id, { ...stolen, clusterId: other.id, name: 'stolen' });
    const own = await pirates.session.request(idsLease.method, { kind: 'instance', count: 1 });
    const { first: marker } = idsLease.reply.parse(own);
    await pirates.put('instance', marker, { ...stolen, id: marker, clusterId: other.id, name: 'marker' });
    await eventually(async () => expect((await state(marker)).name).toBe('marker'));
    expect(await state(id)).toMatchObject({ name: 'mine', clusterId: cluster.id });
    await pirates.remove('instance', marker);
    await eventually(async () => expect((await admin.call('DELETE', `/v1/clusters/${other.id}`)).status).toBe(204));
    await eventually(() => expect(pirates.session.state).toBe('cut'));
  } finally {
    await pirates.close();
  }
});

test('a cluster, a network and an image in use stay, and say who uses them', async () => {
  for (const path of [`clusters/${cluster.id}`, `networks/${networkId}`, `images/${imageId}`, `hosts/${hostId}`]) {
    const reply = await admin.call('DELETE', `/v1/${path}`);
    expect([reply.status, reply.body['code']], path).toEqual([409, 'in-use']);
    expect((await admin.call('GET', `/v1/${path}/explain`)).status).toBe(200);
  }
});

test('what was measured while nobody listened comes from the memory of the cluster, asked for once', async () => {
  const now = Date.now();
  let asked = 0;
  cluster.session.handle({
    requests: {
      [samplesHistory.method]: (body) => {
        asked++;
        expect(body).toEqual({ subject: 'host', id: hostId });
        const at = Math.floor(now / 10_000) * 10_000 - 600_000;
        return { histories: [{ stepSeconds: 10, points: [[at, 1.5, 2048, 1, 2, 3, 4]], guestMemoryBytes: [1024] }] };
      },
    },
  });
  const from = new Date(now - 1_800_000).toISOString();
  const read = () =>
    must<{ intervalSeconds: number; points: object[] }>('GET', `/v1/hosts/${hostId}/samples?from=${from}`);
  const { intervalSeconds, points } = await read();
  expect(intervalSeconds).toBe(10);
  expect(points[0]).toMatchObject({
    cpu: 1.5,
    memoryBytes: 2048,
    guestMemoryBytes: 1024,
    networkSentBytesPerSecond: 4,
  });
  expect((await read()).points).toEqual(points);
  expect(asked).toBe(1);
});

test('hosts get the names that they wish for; of those that wish for the same at once each gets one of its own', async () => {
  const other = await must('POST', '/v1/clusters', { name: 'rack' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${other.id}/join-token`, {});
  const rack = await joinFakeCluster(other.id, token);
  try {
    await rack.session.waitFor('connected', { deadlineMs: 8000 });
    const register = async (name: string, key: string) => {
      const { hostId: id } = hostRegister.reply.parse(await rack.session.request(hostRegister.method, { name, key }));
      return (await must<{ id: number; name: string }>('GET', `/v1/hosts/${id}`)).name;
    };
    const names = await Promise.all([1, 2, 3, 4].map((n) => register('node.example', `machine-2${n}`)));
    expect(new Set(names).size).toBe(4);
    expect(names.filter((name) => name === 'node-example')).toHaveLength(1);
    for (const name of names) expect(name).toMatch(/^node-example(-\d+)?$/);
    expect(await register('-Größe 7!', 'machine-25')).toBe('gr--e-7');
    expect(await register('日本', 'machine-26')).toBe('host');
  } finally {
    await rack.close();
  }
});

test('of a host and a cluster that were removed nothing is kept', async () => {
  const other = await must('POST', '/v1/clusters', { name: 'short-lived' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${other.id}/join-token`, {});
  const brief = await joinFakeCluster(other.id, token);
  try {
    await brief.session.waitFor('connected', { deadlineMs: 8000 });
    const reply = await brief.session.request(hostRegister.method, { name: 'brief', key: 'machine-9' });
    const host = hostRegister.reply.parse(reply).hostId;
    expect((await admin.call('DELETE', `/v1/hosts/${host}`)).status).toBe(204);
    expect((await admin.call('DELETE', `/v1/clusters/${other.id}`)).status).toBe(204);
    await eventually(() => expect(brief.session.state).toBe('cut'));
    for (const prefix of ['/host-key/', '/link/', '/cursor/cluster-state/']) {
      const kept = await cloud.store.list(prefix);
      expect(kept.entries.filter(({ key }) => key.split('/').includes(String(other.id)))).toEqual([]);
    }
  } finally {
    await brief.close();
  }
});

test('counters become rates of ten seconds; what another cluster measures is not taken', async () => {
  const counters = (n: number) => countersOf({ cpuSeconds: n, diskReadBytes: n * 10, networkReceivedBytes: n * 100 });
  const at = Date.now();
  const send = (offset: number, n: number) =>
    cluster.session.sample(samplesPush.method, {
      readings: [{ subject: 'host', id: hostId, at: at + offset, counters: counters(n) }],
    });
  interface Points {
    points: { cpu: number; networkReceivedBytesPerSecond: number }[];
  }
  const read = () => must<Points>('GET', `/v1/hosts/${hostId}/samples`);
  const pushed = async (offset: number, n: number, expected: number) => {
    await eventually(async () => {
      send(offset, n);
      expect((await read()).points).toHaveLength(expected);
    });
  };
  await pushed(0, 0, 0);
  // Sent again and again until seen: what comes twice, or too soon, is passed over.
  await eventually(async () => {
    send(0, 0);
    send(10_000, 20);
    expect((await read()).points.length).toBeGreaterThan(0);
  });
  expect((await read()).points[0]).toMatchObject({ cpu: 2, networkReceivedBytesPerSecond: 200 });
});

test('an image is located and read from any offset', async () => {
  const image = await must<{ digest: string; fileBytes: number }>('GET', `/v1/images/${imageId}`);
  const found = imageLocate.reply.parse(await cluster.session.request(imageLocate.method, { digest: image.digest }));
  expect(found).toMatchObject({ fileBytes: image.fileBytes, path: expect.stringContaining('.qcow2') });
  const stream = cluster.session.openStream(imageRead.method, { digest: image.digest, offset: 1024 });
  stream.end();
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  expect(whole.length).toBe(image.fileBytes - 1024);
  expect(whole.subarray(0, 7).toString()).toBe('content');
});
