/** A cluster that is gone for good is given up: all that was there goes, and its number is nobody's any more. */
import { join } from 'node:path';
import { idsLease } from '@skerry/contract';
import { joinParent } from '@skerry/link';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { goodHost } from '../testing/fake-cluster.ts';
import { startFrontEnd } from '../testing/front-end.ts';
import { instanceRecord } from '@skerry/api/testing/instance-record';
import { joinWithHost } from '../testing/join-with-host.ts';
import { writeQcow2 } from '../testing/qcow2.ts';
import { keys } from '@skerry/api/state/keys';

/** A cluster with a host, a network, two instances of a user, and one beside it that stays. */
async function twoSites() {
  const front = await startFrontEnd();
  onTestFinished(() => front.close());
  const { admin } = front;
  const make = async <T = { id: number }>(path: string, body: object, client = admin): Promise<T> => {
    const reply = await client.call<T>('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body;
  };
  const ann = await front.user('ann');
  const path = join(front.directory, 'tiny.qcow2');
  await writeQcow2(path);
  const image = await make('/v1/images', { name: 'tiny', path, permissions: 'um-u--u--' });
  const site = async (name: string, cidr: string) => {
    const joined = await joinWithHost(front, name, { permissions: 'um-u--u--' });
    const { id, cluster } = joined;
    onTestFinished(() => cluster.close());
    const network = await make('/v1/networks', { name: `${name}-lan`, clusterId: id, cidr, permissions: 'um-u--u--' });
    return { ...joined, networkId: network.id };
  };
  const [gone, stays] = [await site('reef', '10.1.0.0/24'), await site('harbour', '10.2.0.0/24')];
  const create = (name: string, networkId: number) =>
    make('/v1/instances', { name, imageId: image.id, networkIds: [networkId], memoryMiB: 64 }, ann);
  const web = await create('web', gone.networkId);
  const other = await create('other', stays.networkId);
  await eventually(async () => {
    expect((await ann.call('GET', `/v1/instances/${web.id}`)).body['pendingCommands']).toBe(0);
  });
  const cut = async () => {
    await gone.cluster.cut();
    await eventually(async () => {
      expect((await admin.call('GET', `/v1/clusters/${gone.id}`)).body['state']).toBe('cut');
    });
  };
  const declare = (name = 'reef', client = admin) =>
    client.call('POST', `/v1/clusters/${gone.id}/declare-lost`, { name });
  /** What the store still holds that names the cluster. */
  const left = async () => {
    const found: string[] = [];
    // An instance and what happened to it stay, to tell its owner.
    const stays = new RegExp(`^/(mirror/${gone.id}/(instance|history)|placed/instance)/${web.id}$`);
    const prefixes = [
      keys.mirrorOf(gone.id),
      keys.commandsOf(gone.id),
      keys.hostKeysOf(gone.id),
      keys.link(gone.id),
      keys.clusterCursor(gone.id),
      keys.catalogue('cluster', gone.id),
      keys.catalogue('host', gone.hostId),
      keys.catalogue('network', gone.networkId),
    ];
    for (const prefix of prefixes) found.push(...(await front.store.list(prefix)).entries.map(({ key }) => key));
    const spent = [
      ...(await front.store.list('/placed/')).entries,
      ...(await front.store.list('/cluster-join/')).entries,
    ];
    const its = spent.filter(({ value }) => (value as { clusterId: number }).clusterId === gone.id);
    return [...found, ...its.map(({ key }) => key)].filter((key) => !stays.test(key));
  };
  return { front, admin, ann, image, gone, stays, web, other, make, create, cut, declare, left };
}

test('it is refused while its link is up, under another name, and to who is no administrator', async () => {
  const { front, admin, gone, cut, declare } = await twoSites();
  const connected = await declare();
  expect([connected.status, connected.body['detail']]).toEqual([
    409,
    'The cluster "reef" is connected: it is not lost.',
  ]);
  await cut();
  const misnamed = await declare('harbour');
  expect(misnamed.body['errors']).toEqual([
    { field: 'name', message: 'Give the name of the cluster: it is called "reef".' },
  ]);
  const bob = await front.user('bob');
  await admin.call('PATCH', `/v1/clusters/${gone.id}`, { ownerId: bob.id });
  const refused = await declare('reef', bob);
  expect(refused.status).toBe(403);
  expect((await admin.call('GET', `/v1/clusters/${gone.id}`)).status).toBe(200);
});

test('all that was there is gone, and what it used is free; the other cluster does not notice', async () => {
  const { front, admin, ann, image, gone, stays, web, other, make, cut, declare, left } = await twoSites();
  const both = { name: 'both', imageId: image.id, networkIds: [gone.networkId, stays.networkId] };
  const one = { name: 'one', imageId: image.id, nics: [{ networkId: gone.networkId, address: '10.1.0.9' }] };
  const templates = [await make('/v1/templates', both), await make('/v1/templates', one)];
  await cut();
  const waiting = await ann.call('POST', `/v1/instances/${web.id}/stop`, {});
  const command = waiting.headers.get('skerry-command');
  const lost = await declare();
  expect([lost.status, lost.body], lost.text).toEqual([
    200,
    { hosts: 1, networks: 1, instances: 1, disks: 0, addresses: 0, waitingCommands: 1, templates: 2 },
  ]);

  expect(await left()).toEqual([]);
  for (const path of [`clusters/${gone.id}`, `hosts/${gone.hostId}`, `networks/${gone.networkId}`]) {
    expect((await admin.call('GET', `/v1/${path}`)).status, path).toBe(404);
  }
  expect((await ann.call('GET', `/v1/commands/${command}`)).body).toMatchObject({
    state: 'refused',
    failure: { code: 'cluster-lost', message: 'The cluster "reef" was given up before it answered.' },
  });
  const shown = await Promise.all(templates.map(({ id }) => admin.call('GET', `/v1/templates/${id}`)));
  expect(shown[0]?.body).toMatchObject({ networkIds: [stays.networkId] });
  expect(shown[1]?.body).not.toHaveProperty('networkIds');
  expect(shown[1]?.body).not.toHaveProperty('nics');
  expect((await ann.call('GET', `/v1/instances/${other.id}`)).status).toBe(200);

  const { body: trail } = await admin.call<{ items: { action: string; detail?: string }[] }>(
    'GET',
    '/v1/audit?limit=5',
  );
  expect(trail.items.find(({ action }) => action === 'cluster.declare-lost')?.detail).toBe(
    'With it went hosts reef-1; networks reef-lan; instances web (ann).',
  );
  for (const id of [web.id, other.id]) expect((await ann.call('DELETE', `/v1/instances/${id}`)).status).toBe(202);
  await stays.cluster.remove('instance', other.id);
  await eventually(async () => expect((await admin.call('DELETE', `/v1/users/${ann.id}`)).status).toBe(204));
  await front.restart();
  expect(await left()).toEqual([]);
});

test('its numbers are given to nobody, and who comes back as it is told that it is lost', async () => {
  const { front, admin, gone, stays, web, create, cut, declare } = await twoSites();
  const block = idsLease.reply.parse(
    await gone.cluster.session.request(idsLease.method, { kind: 'instance', count: 10 }),
  );
  const again = await admin.call<{ token: string }>('POST', `/v1/clusters/${gone.id}/join-token`, {});
  await cut();
  expect((await declare()).status).toBe(200);

  const told: string[] = [];
  gone.cluster.heal(front.frontEnd.linkUrl);
  gone.cluster.session.on('refused', ({ failure }) => told.push(failure.code));
  await eventually(() => expect(told).toContain('link-declared-lost'));
  const dir = join(front.directory, 'impostor');
  await expect(joinParent(again.body.token, { dir, role: 'cluster' })).rejects.toMatchObject({
    failure: { code: 'link-join-refused' },
  });
  await front.restart();
  gone.cluster.heal(front.frontEnd.linkUrl);
  gone.cluster.session.on('refused', ({ failure }) => told.push(`again ${failure.code}`));
  await eventually(() => expect(told).toContain('again link-declared-lost'));
  const { id } = await create('next', stays.networkId);
  expect(id).toBeGreaterThanOrEqual(block.first + 10);
  stays.cluster.heal(front.frontEnd.linkUrl);
  await stays.cluster.session.waitFor('connected', { deadlineMs: 8000 });
  // Another cluster tells of them in vain.
  for (const number of [web.id, block.first]) {
    await stays.cluster.put('instance', number, instanceRecord(number, stays.id, { ownerId: 0 }));
  }
  await eventually(async () => {
    const { body } = await admin.call<{ refusals?: { count: number } }>('GET', `/v1/clusters/${stays.id}`);
    expect(body.refusals?.count).toBeGreaterThanOrEqual(2);
  });
  expect((await admin.call('GET', `/v1/instances/${web.id}`)).body['state']).toBe('lost');
  expect((await admin.call('GET', `/v1/instances/${block.first}`)).status).toBe(404);
});

test('to its owner an instance says that it is lost with its cluster, where they look; it can be renamed and deleted', async () => {
  const { front, admin, ann, gone, web, image, cut, declare } = await twoSites();
  await cut();
  const { status } = await declare();
  expect(status).toBe(200);
  const read = async () => {
    const path = `/v1/instances/${web.id}`;
    const [shown, why, history] = await Promise.all([
      ann.call('GET', path),
      ann.call<{ summary: string; next: string[] }>('GET', `${path}/explain`),
      ann.call<{ entries: { what: string; sentence: string }[] }>('GET', `${path}/history`),
    ]);
    return { shown: shown.body, why: why.body, history: history.body.entries };
  };
  const because = 'Its cluster "reef" was declared lost, and its disks with it. Delete it and create another.';
  for (const again of [false, true]) {
    if (again) await front.restart();
    const { shown, why, history } = await read();
    expect(shown).toMatchObject({
      name: 'web',
      state: 'lost',
      stateReason: because,
      pendingCommands: 0,
      disks: [],
      nics: [],
    });
    expect(why.summary).toBe(`The instance "web" is lost. ${because}`);
    expect(JSON.stringify(why)).not.toMatch(/link to the cluster|not chosen yet/);
    expect(history.filter(({ what }) => what === 'lost').map(({ sentence }) => sentence)).toEqual([
      'Its cluster "reef" was declared lost, and it with it.',
    ]);
  }
  const lost = await ann.call<{ total: number }>('GET', '/v1/instances?state=lost');
  expect(lost.body.total).toBe(1);
  // What it was made of is held by the other alone.
  const held = await admin.call<{ detail: string }>('DELETE', `/v1/images/${image.id}`);
  expect([held.status, held.body.detail.includes('"other"'), held.body.detail.includes('"web"')]).toEqual([
    409,
    true,
    false,
  ]);

  const start = await ann.call('POST', `/v1/instances/${web.id}/start`);
  expect([start.status, start.body['code']]).toEqual([409, 'instance-state']);
  const renamed = await ann.call('PATCH', `/v1/instances/${web.id}`, { name: 'old-web', labels: { was: 'web' } });
  expect([renamed.status, renamed.body['pendingCommands']]).toEqual([202, 0]);
  expect(renamed.headers.get('skerry-command')).toBeNull();
  expect((await read()).shown).toMatchObject({ name: 'old-web', labels: { was: 'web' }, state: 'lost' });
  await front.restart();
  expect((await read()).shown).toMatchObject({ name: 'old-web', labels: { was: 'web' }, state: 'lost' });
  const bob = await front.user('bob');
  expect((await bob.call('DELETE', `/v1/instances/${web.id}`)).status).toBe(404);
  expect((await ann.call('DELETE', `/v1/instances/${web.id}`)).status).toBe(202);
  expect((await ann.call('GET', `/v1/instances/${web.id}`)).status).toBe(404);
  expect((await front.store.list(keys.mirrorOf(gone.id))).entries).toEqual([]);
  expect((await front.store.list('/name/instance/')).entries.map(({ value }) => value)).not.toContain(web.id);
});

test('an instance that was being deleted when its cluster was lost is gone', async () => {
  const { ann, gone, web, cut, declare } = await twoSites();
  await ann.call('DELETE', `/v1/instances/${web.id}`);
  await eventually(async () => {
    const { body } = await ann.call('GET', `/v1/instances/${web.id}`);
    expect([body['state'], body['pendingCommands']]).toEqual(['deleting', 0]);
  });
  await cut();
  expect((await declare()).status).toBe(200);
  expect((await ann.call('GET', `/v1/instances/${web.id}`)).status).toBe(404);
  expect((await gone.cluster.get(web.id))?.intent.power).toBe('absent');
});

test('a front-end that dies in the middle of it goes on with it at its next start', async () => {
  const { front, admin, gone, web, cut, left } = await twoSites();
  await cut();
  await front.store.commit({
    writes: [
      { op: 'delete', key: keys.catalogue('cluster', gone.id) },
      {
        op: 'put',
        key: keys.formerCluster(gone.id),
        value: { at: new Date().toISOString(), name: 'reef', lost: true },
      },
    ],
  });
  expect((await left()).length).toBeGreaterThan(3);
  await front.restart();
  expect(await left()).toEqual([]);
  expect((await admin.call('GET', `/v1/instances/${web.id}`)).body['state']).toBe('lost');
});

test('a cluster that is deleted leaves nothing either, and is not told that it is lost', async () => {
  const { front, admin, ann, gone, web, cut, left } = await twoSites();
  await ann.call('DELETE', `/v1/instances/${web.id}`);
  await gone.cluster.remove('instance', web.id);
  await gone.cluster.put('host-status', gone.hostId, goodHost(gone.hostId, gone.id, false));
  await eventually(async () => expect((await admin.call('DELETE', `/v1/hosts/${gone.hostId}`)).status).toBe(204));
  await eventually(async () => expect((await admin.call('DELETE', `/v1/networks/${gone.networkId}`)).status).toBe(204));
  await cut();
  expect((await left()).length).toBeGreaterThan(0);
  expect((await admin.call('DELETE', `/v1/clusters/${gone.id}`)).status).toBe(204);
  expect(await left()).toEqual([]);
  const told: string[] = [];
  gone.cluster.heal(front.frontEnd.linkUrl);
  gone.cluster.session.on('refused', ({ failure }) => told.push(failure.code));
  await eventually(() => expect(told).toContain('link-not-accepted'));
  expect(told).not.toContain('link-declared-lost');
});
