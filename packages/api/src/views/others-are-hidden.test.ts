import { join } from 'node:path';
import { type Route, type RouteId, routes } from '@skerry/contract';
import { filterParameters, type ObjectKind, objectKinds, sortFields } from '@skerry/domain';
import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import type { Client } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../testing/instance-record.ts';
import { startTenantCloud, type TenantCloud } from '@skerry/front-end/testing/tenant-cloud';

/**
 * Whatever one tenant asks, the answers are the same, letter by letter, whether or not another tenant has things that
 * are hidden from it. All routes that read are asked, with every order, and every number that is or could be one of the
 * other's; so is what a write says of objects that it names.
 */

/** Of what passes with time, or counts all that is written: they tell nothing of whose. */
const passing = /"(revision|lastHeardSeconds|requestId|uptimeSeconds|lastUsedAt)":("[^"]*"|[\d.]+|null)/g;
const heard = /\d+ s ago/g;
const numbers = Array.from({ length: 40 }, (_, i) => i);

async function answers(client: Client, own: readonly number[]): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  const ask = async (method: string, path: string, body?: object) => {
    const { status, text, headers } = await client.call(method, path, body);
    // The tag of a token of one's own tells of its use, too.
    const etag = text.includes('"lastUsedAt"') ? '' : headers.get('etag');
    all.set(
      `${method} ${path} ${JSON.stringify(body) ?? ''}`,
      `${status} ${etag} ${text.replaceAll(passing, '"$1":0').replaceAll(heard, 'just now')}`,
    );
  };
  for (const [id, route] of Object.entries(routes) as [RouteId, Route][]) {
    if (route.method !== 'get') continue;
    const kind = id.split('.')[0] as ObjectKind;
    if (route.params !== undefined) {
      for (const number of numbers) {
        const path = route.path.replace(':id', String(number));
        // Samples and logs of what is one's own come from elsewhere.
        if (!own.includes(number) || /get$|explain$/.test(id)) await ask('GET', path);
      }
      continue;
    }
    await ask('GET', route.path);
    if (!id.endsWith('.list') || !objectKinds.includes(kind)) continue;
    for (const column of sortFields(kind)) await ask('GET', `${route.path}?sort=${column}&order=desc&limit=2`);
    await ask('GET', `${route.path}?search=b`);
    await ask('GET', `${route.path}?ownerId=2`);
    for (const filter of filterParameters(kind)) await ask('GET', `${route.path}?${filter}=none`);
  }
  await ask('GET', '/metrics');
  for (const number of numbers) {
    if (own.includes(number)) continue;
    for (const body of [{ imageId: number }, { templateId: number }, { imageId: 0, networkIds: [number] }]) {
      await ask('POST', '/v1/instances?dryRun=true', { name: 'probe', ...body });
    }
    await ask('POST', '/v1/instances?dryRun=true', { name: 'probe', imageId: 0, clusterId: number });
    await ask('POST', '/v1/instances?dryRun=true', { name: 'probe', imageId: 0, hostId: number });
    await ask('POST', '/v1/templates', { name: 'probe', imageId: number + 1000, networkIds: [number] });
    await ask('POST', '/v1/tokens', { name: 'probe', groupId: number + 2 });
    for (const noun of ['instances', 'templates', 'images', 'networks', 'tokens', 'users', 'groups']) {
      await ask('DELETE', `/v1/${noun}/${number}`);
    }
  }
  return all;
}

/** All that the other has, and all that an administrator hid; each of it on what everybody may use. */
async function fill({ front, cluster, bob, make, imageId, networkId, hostId }: TenantCloud): Promise<void> {
  const { admin } = front;
  const hidden = { permissions: 'um-------', labels: { b: 'b' } };
  const group = await make(admin, '/v1/groups', { name: 'bobs-group', ...hidden });
  await admin.call('PATCH', `/v1/users/${bob.id}`, { groupIds: [1, group.id] });
  const path = join(front.directory, 'image.qcow2');
  const image = await make(admin, '/v1/images', { name: 'bobs-image', path, ...hidden });
  await make(admin, '/v1/datastores', { name: 'bobs-store', path: join(front.directory, 'b'), ...hidden });
  await make(admin, '/v1/clusters', { name: 'bobs-site', ...hidden });
  await make(admin, '/v1/networks', { name: 'bobs-net', clusterId: cluster.id, cidr: '10.8.0.0/24', ...hidden });
  await make(bob, '/v1/templates', { name: 'bobs-template', imageId, networkIds: [networkId], ...hidden });
  await make(bob, '/v1/tokens', { name: 'bobs-token' });
  await front.logIn('bob', 'password of bob');
  const { id } = await make(bob, '/v1/instances', { name: 'bobs-instance', imageId, networkIds: [networkId] });
  await cluster.work();
  // The number of an address is the cluster's, that of a disk stands in the order.
  await cluster.lease(id + 1, ['lease']);
  const made = (await admin.call<{ disks: { diskId: number }[] }>('GET', `/v1/instances/${id}`)).body;
  const given = { ownerId: bob.id, groupId: group.id };
  const base = instanceRecord(id, cluster.id, { ...given, name: 'bobs-instance', hostId });
  await cluster.put('instance', id, base);
  const { createdAt, changedAt, permissions } = base;
  const common = { ...given, id, labels: {}, attributes: {}, permissions, createdAt, changedAt, clusterId: cluster.id };
  const diskId = made.disks[0]?.diskId as number;
  await cluster.put('disk', diskId, {
    ...common,
    id: diskId,
    name: 'bobs-disk',
    instanceId: id,
    imageId,
    imageDigest: `sha256:${'0'.repeat(64)}`,
    sizeMiB: 64,
    hostId,
  });
  // What is refused of hers is nobody else's to know either.
  await cluster.put('disk', 999_999, { name: 'bobs-nonsense' } as never);
  await cluster.put('lease', id, {
    ...common,
    name: 'bobs-lease',
    networkId,
    address: '10.9.0.9',
    mac: '02:00:00:00:00:09',
    instanceId: id,
  });
  await eventually(async () => expect((await admin.call('GET', `/v1/leases/${id}`)).status).toBe(200));
  cluster.obey = false;
  expect((await bob.call('POST', `/v1/instances/${id}/stop`, {})).status).toBe(202);
  expect((await bob.call('DELETE', `/v1/images/${image.id}`)).status).toBe(404);
}

test('nothing that a tenant can ask tells whether another has things that are hidden from it', async () => {
  const cloud = await startTenantCloud();
  const { front, alice, make, imageId, cluster } = cloud;
  // The room of alice's own, so that each answer holds something.
  const own = await make(alice, '/v1/templates', { name: 'own', imageId });
  const { token } = await make<{ token: { id: number } }>(alice, '/v1/tokens', { name: 'own' });
  const instance = await make(alice, '/v1/instances', { name: 'own', imageId });
  await cluster.work();
  await eventually(async () => {
    expect((await alice.call('GET', `/v1/instances/${instance.id}`)).body['pendingCommands']).toBe(0);
  });
  // A host can be used by all from when it joins until somebody says otherwise: so long ago that nobody hears of it.
  const joined = await cluster.session.request('host.register', { name: 'bobs-host', key: 'b' });
  const { hostId: other } = joined as { hostId: number };
  await front.admin.call('PATCH', `/v1/hosts/${other}`, { permissions: 'um-------', labels: { b: 'b' } });
  const mine = [token.id, own.id, instance.id, alice.id, 0, 1, 2];
  const { revision } = (await alice.call<{ revision: number }>('GET', '/v1/status')).body;
  // How it ended when somebody outside was asked is shown afterwards, to who asked it too: so twice.
  await answers(alice, mine);
  const before = await answers(alice, mine);
  const live = await listen(front.frontEnd.url, alice);
  await fill(cloud);
  const after = await answers(alice, mine);
  const told = [...before].filter(([question, answer]) => after.get(question) !== answer);
  expect(told.map(([question, answer]) => `${question}\n  ${answer}\n  ${after.get(question)}`)).toEqual([]);
  expect(before.size).toBeGreaterThan(700);
  // What follows is told: so all that came before has been.
  await make(alice, '/v1/templates', { name: 'last', imageId });
  for (const stream of [live, await listen(front.frontEnd.url, alice, revision)]) {
    await eventually(() => expect(stream.text()).toContain('"name":"last"'));
    const events = stream
      .text()
      .split('\n\n')
      .filter((e) => /^event: (?!hello)/m.test(e));
    const others = events.filter((e) => !/"name":"(last|own)"/.test(e));
    expect(others).toEqual([]);
    stream.close();
  }
}, 300_000);

/** All that a stream of events has said so far. */
async function listen(url: string, client: Client, lastEventId?: number) {
  const ending = new AbortController();
  const headers = {
    authorization: `Bearer ${client.secret}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
  };
  const { body } = await fetch(`${url}/v1/events`, { headers, signal: ending.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  })();
  reading.catch(() => {});
  return { text: () => text, close: () => ending.abort() };
}
