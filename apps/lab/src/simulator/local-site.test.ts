/** A cluster that is cut off is operated at its own console, and what was done there is the truth when the link heals. */
import { createSite } from '@skerry/api';
import { adminPassword, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { heldOpen } from '@skerry/api/testing/held-open';
import { send } from '@skerry/api/testing/raw-http';
import { limitsWith } from '@skerry/domain';
import { silentLog } from '@skerry/kit';
import { type Client, createClient } from '@skerry/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { type Simulation, startSimulation } from './simulation.ts';

let cloud: TestFrontEnd;
let admin: Client;
let simulation: Simulation;
let cluster: SimulatedCluster;
let directory: string;
let sitePassword: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-site-'));
  cloud = await startFrontEnd();
  admin = createClient({ url: cloud.frontEnd.url, token: cloud.admin.secret });
  const { linkUrl } = cloud.frontEnd;
  simulation = await startSimulation({
    client: admin,
    linkUrl,
    directory,
    clusters: 1,
    hostsPerCluster: 2,
    log: silentLog,
  });
  cluster = simulation.clusters[0] as SimulatedCluster;
  await cluster.serveSite((controller, dataDirectory) =>
    createSite({
      controller: controller.site,
      listen: { host: '127.0.0.1', port: 0 },
      apiNames: ['site.example'],
      behindProxy: ['127.0.0.0/8'],
      limits: limitsWith({ 'audit-stranger-seconds': 1 }),
      dataDirectory,
    }),
  );
  const params = { id: cluster.clusterId };
  ({ password: sitePassword } = (await admin.call('cluster.site-credential', { params })).data);
  await stocked();
}, 30_000);
afterEach(async () => {
  await simulation.close();
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
/** The link was up long enough: the site has numbers, and people. */
const stocked = () =>
  until(async () => {
    for (const kind of ['instance', 'disk']) {
      expect(await cluster.store.get(`/ids/${kind}/spare`)).toBeDefined();
    }
    expect((await cluster.store.get(`/catalogue/cluster/${cluster.clusterId}`))?.value).toHaveProperty(
      'siteCredentialHash',
    );
    expect(await cluster.store.get('/catalogue/user/0')).toBeDefined();
    expect((await admin.call('status.get')).data.hosts.online).toBe(2);
  });

const logIn = async (name?: string, password?: string) => clientAtSite(await secretOf(name, password));
const clientAtSite = (token: string): Client => createClient({ url: cluster.siteUrl as string, token });
async function secretOf(name = 'admin', password: string = sitePassword): Promise<string> {
  const url = cluster.siteUrl as string;
  const { data } = await createClient({ url }).call('session.create', { body: { name, password } });
  return data.secret;
}

async function cut(): Promise<void> {
  cluster.cable.cut();
  await until(() => expect(cluster.upward?.state).toBe('cut'));
}

async function heal(): Promise<void> {
  cluster.cable.heal();
  await until(() => expect(cluster.upward?.state).toBe('connected'));
}

const create = async (client: Client, name: string) => {
  const body = { name, imageId: simulation.imageId, kind: 'container', memoryMiB: 64 } as const;
  const { data } = await client.call('instance.create', { body });
  if (!('id' in data)) throw new Error('it was only planned');
  return data.id;
};
const stateOf = async (client: Client, id: number) =>
  (await client.call('instance.get', { params: { id } })).data.state;
const reaches = (client: Client, id: number, state: string) =>
  until(async () => expect(await stateOf(client, id)).toBe(state));
const pids = () =>
  new Map(cluster.hosts.flatMap((host) => [...host.containers.all].map(([id, { pid }]) => [id, pid] as const)));

test('cut off, a site is operated on the spot; healed, the front-end shows it and nothing restarted', async () => {
  const first = await create(admin, 'first');
  const second = await create(admin, 'second');
  const doomed = await create(admin, 'doomed');
  for (const id of [first, second, doomed]) await reaches(admin, id, 'running');
  await cut();
  const site = await logIn();
  const { data: list } = await site.call('instance.list');
  expect(list.items.map((i) => i.name).sort()).toEqual(['doomed', 'first', 'second']);
  await site.call('instance.stop', { params: { id: second }, body: { graceSeconds: 5 } });
  await reaches(site, second, 'stopped');
  await site.call('instance.delete', { params: { id: doomed }, query: { graceSeconds: 0 } });
  const made = await create(site, 'made-here');
  await reaches(site, made, 'running');
  await site.call('instance.patch', { params: { id: first }, body: { name: 'renamed' } });
  const ran = pids();
  await until(async () => expect((await site.call('instance.list')).data.total).toBe(3));
  expect((await admin.call('instance.list')).data.total).toBe(3);
  expect(await stateOf(admin, second)).toBe('running');

  await heal();
  await reaches(admin, made, 'running');
  await reaches(admin, second, 'stopped');
  const { data: here } = await site.call('instance.get', { params: { id: made } });
  const { data: there } = await admin.call('instance.get', { params: { id: made } });
  expect(there).toMatchObject({ name: 'made-here', ownerId: 0, nics: here.nics });
  expect((await admin.call('instance.get', { params: { id: first } })).data.name).toBe('renamed');
  await until(async () => expect((await admin.call('instance.list')).data.total).toBe(3));
  expect(pids()).toEqual(ran);
}, 60_000);

test('what became of a command that was given at the site is in its audit, and in that of the front-end', async () => {
  const id = await create(admin, 'web');
  await reaches(admin, id, 'running');
  const site = await logIn();
  await site.call('instance.patch', { params: { id }, body: { name: 'other' } });
  await site.call('instance.stop', { params: { id }, body: { graceSeconds: 0 } });
  await reaches(site, id, 'stopped');
  const outcomes = async (client: Client) => {
    const { data } = await client.call('audit.list', { query: { limit: 50 } });
    return data.items.filter((r) => /patch|stop/.test(r.action)).map((r) => `${r.action} ${r.outcome}`);
  };
  const done = ['instance.stop done', 'instance.patch done'];
  await until(async () => expect(await outcomes(site)).toEqual(done));
  await until(async () => expect(await outcomes(admin)).toEqual(done));
  const kept = (await cluster.store.list('/state/audit/')).entries.map(
    ({ value }) => (value as { outcome: string }).outcome,
  );
  expect(kept).not.toContain('accepted');
}, 60_000);

const refusal = (code: string) => ({ problem: { code } });

test('the catalogue is the front-end’s: to change it here is refused with what to do instead, and recorded', async () => {
  await cut();
  const site = await logIn();
  const body = { name: 'nobody', password: 'long enough', groupIds: [1] };
  await expect(site.call('user.create', { body })).rejects.toMatchObject(refusal('site-read-only'));
  await expect(site.call('token.create', { body: { name: 'mine' } })).rejects.toMatchObject(refusal('site-read-only'));
  const params = { id: simulation.imageId };
  await expect(site.call('image.delete', { params })).rejects.toMatchObject(refusal('site-read-only'));
  const { data: status } = await site.call('status.get');
  expect(status.site).toMatchObject({ clusterId: cluster.clusterId, name: 'island-0', link: 'cut' });
  expect((await admin.call('status.get')).data.site).toBeUndefined();
  const { data: before } = await admin.call('audit.list', { query: { action: 'image.delete' } });
  expect(before.total).toBe(0);

  await heal();
  await until(async () => expect((await site.call('status.get')).data.site?.link).toBe('online'));
  const told = { action: 'image.delete', outcome: 'refused', userName: 'admin', clusterId: cluster.clusterId };
  await until(async () => {
    const { data } = await admin.call('audit.list', { query: { action: 'image.delete' } });
    expect(data.items).toEqual([expect.objectContaining(told)]);
  });
  // Told again from the beginning, it is not recorded again.
  await cluster.stop();
  await until(async () => expect((await admin.call('cluster.list')).data.items[0]?.state).toBe('cut'));
  const cursor = `/cursor/cluster-state/${cluster.clusterId}`;
  await cloud.store.commit({ writes: [{ op: 'delete', key: cursor }] });
  await cluster.start();
  await until(async () => expect(await cloud.store.get(cursor)).toBeDefined());
  expect((await admin.call('audit.list', { query: { action: 'image.delete' } })).data.total).toBe(1);
}, 60_000);

test('who is no user any more, or has another password, is logged out here as soon as the site hears of it', async () => {
  const eve = { name: 'eve', password: 'eve is curious', groupIds: [1] };
  const { data: user } = await admin.call('user.create', { body: eve });
  await until(async () => expect(await cluster.store.get(`/catalogue/user/${user.id}`)).toBeDefined());
  const here = await logIn('eve', eve.password);
  const atFrontEnd = await cloud.logIn('eve', eve.password);
  const eves = createClient({ url: cloud.frontEnd.url, token: atFrontEnd.secret ?? '' });
  const { data: token } = await eves.call('token.create', { body: { name: 'program' } });
  const program = clientAtSite(token.secret);
  await until(() => program.call('instance.list'));
  await cut();
  await admin.call('user.patch', { params: { id: user.id }, body: { password: 'eve is more curious' } });
  await admin.call('token.delete', { params: { id: token.token.id } });
  // The last that was heard holds: the site cannot know better.
  await here.call('instance.list');
  await program.call('instance.list');

  await heal();
  const out = refusal('unauthenticated');
  await until(() => expect(here.call('instance.list')).rejects.toMatchObject(out));
  await until(() => expect(program.call('instance.list')).rejects.toMatchObject(out));
  await until(() => logIn('eve', 'eve is more curious'));
}, 60_000);

test('administrators log in with the password of the site alone; a new one ends the old, and the log-ins made with it', async () => {
  await expect(logIn('admin', adminPassword)).rejects.toMatchObject(refusal('wrong-credentials'));
  const here = await logIn();
  await here.call('instance.list');
  const params = { id: cluster.clusterId };
  const { data } = await admin.call('cluster.site-credential', { params });
  await until(() => expect(here.call('instance.list')).rejects.toMatchObject(refusal('unauthenticated')));
  await expect(logIn('admin', sitePassword)).rejects.toMatchObject(refusal('wrong-credentials'));
  await logIn('admin', data.password);
  // It is the site's: at the front-end it opens nothing.
  await expect(cloud.logIn('admin', data.password)).rejects.toThrow('wrong-credentials');
}, 60_000);

test('what is refused uses no numbers up, and the last are for administrators', async () => {
  const eve = { name: 'eve', password: 'eve is curious', groupIds: [1] };
  const { data: user } = await admin.call('user.create', { body: eve });
  await until(async () => expect(await cluster.store.get(`/catalogue/user/${user.id}`)).toBeDefined());
  await cut();
  const [root, tenant] = [await logIn(), await logIn('eve', eve.password)];
  const left = async () => (await cluster.store.list('/ids/')).entries.map(({ key, value }) => [key, value]);
  const before = await left();
  for (let i = 0; i < 30; i++) {
    const body = { name: `no-${i}`, imageId: 999, kind: 'container', memoryMiB: 64 } as const;
    await expect(tenant.call('instance.create', { body })).rejects.toMatchObject(refusal('unknown-reference'));
    const tooLarge = { ...body, imageId: simulation.imageId, requirements: 'labels.zone == "moon"' };
    await expect(tenant.call('instance.create', { body: tooLarge })).rejects.toMatchObject(refusal('cannot-be-placed'));
    const none = tenant.call('instance.stop', { params: { id: 999 }, body: { graceSeconds: 0 } });
    await expect(none).rejects.toMatchObject(refusal('not-found'));
  }
  expect(await left()).toEqual(before);
  const block = { next: 5000, end: 5050 };
  const keys = (await cluster.store.list('/ids/instance/')).entries.map(({ key }) => key);
  await cluster.store.commit({
    writes: [
      ...keys.filter((key) => !key.endsWith('current')).map((key) => ({ op: 'delete', key }) as const),
      { op: 'put', key: '/ids/instance/current', value: block },
    ],
  });
  await expect(create(tenant, 'one-more')).rejects.toMatchObject({
    problem: { code: 'site-out-of-numbers', detail: expect.stringContaining('kept for its administrators') },
  });
  expect(await create(root, 'mends')).toBe(5000);
}, 60_000);

test('whose an instance is, a site does not change', async () => {
  const id = await create(admin, 'first');
  await reaches(admin, id, 'running');
  const site = await logIn();
  await until(() => site.call('instance.get', { params: { id } }));
  for (const body of [{ ownerId: 0 }, { groupId: 0 }, { permissions: 'umaumauma' }]) {
    await expect(site.call('instance.patch', { params: { id }, body })).rejects.toMatchObject(
      refusal('site-read-only'),
    );
  }
}, 60_000);

test('without numbers in stock nothing is made, and the sentence says what it waits for', async () => {
  const client = await logIn();
  await cut();
  const { entries } = await cluster.store.list('/ids/instance/');
  await cluster.store.commit({ writes: entries.map(({ key }) => ({ op: 'delete', key })) });
  await expect(create(client, 'too-many')).rejects.toMatchObject(refusal('site-out-of-numbers'));
  await heal();
  await until(() => create(client, 'now'));
}, 60_000);

test('what was answered at the site survives the end of its controller', async () => {
  const id = await create(admin, 'first');
  await reaches(admin, id, 'running');
  await cut();
  const secret = await secretOf();
  await clientAtSite(secret).call('instance.stop', { params: { id }, body: { graceSeconds: 0 } });
  await cluster.stop();
  await cluster.start();
  const again = clientAtSite(secret);
  await reaches(again, id, 'stopped');
  expect((await again.call('status.get')).data.site?.link).toBe('cut');
  await heal();
  await reaches(admin, id, 'stopped');
}, 60_000);

test('of a command from above and one at the site the cluster makes one order, and both answers are true', async () => {
  const id = await create(admin, 'first');
  await reaches(admin, id, 'running');
  const site = await logIn();
  await cut();
  // Waits in the front-end.
  const above = await cloud.admin.call('PATCH', `/v1/instances/${id}`, { name: 'from-above' });
  const deleted = await site.call('instance.delete', { params: { id }, query: { graceSeconds: 0 } });
  expect(deleted.data.state).toBe('deleting');
  await until(async () => expect((await site.call('instance.list')).data.total).toBe(0));
  await heal();
  const command = { id: Number(above.headers.get('skerry-command')) };
  await until(async () => {
    const { data } = await admin.call('command.get', { params: command });
    expect(data).toMatchObject({ state: 'refused', failure: { code: 'instance-gone' } });
  });
  await until(async () => expect((await admin.call('instance.list')).data.total).toBe(0));

  const other = await create(admin, 'second');
  await reaches(admin, other, 'running');
  await until(async () => expect(await stateOf(site, other)).toBe('running'));
  const params = { id: other };
  const both = await Promise.allSettled([
    admin.call('instance.patch', { params, body: { labels: { from: 'above' } } }),
    site.call('instance.patch', { params, body: { attributes: { from: 'here' } } }),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  for (const client of [admin, site]) {
    await until(async () => {
      const { data } = await client.call('instance.get', { params });
      expect(data).toMatchObject({ pendingCommands: 0, labels: { from: 'above' }, attributes: { from: 'here' } });
    });
  }
}, 60_000);

test('a shell opens at the site while the link is cut, and says why it ends', async () => {
  const id = await create(admin, 'first');
  await reaches(admin, id, 'running');
  await cut();
  const site = await logIn();
  const { data } = await site.call('instance.console', { params: { id }, body: { type: 'shell' } });
  const url = `${(cluster.siteUrl as string).replace('http', 'ws')}${data.path}`;
  const socket = new WebSocket(url, data.protocols);
  socket.binaryType = 'arraybuffer';
  let seen = '';
  socket.addEventListener('message', (event: MessageEvent) => {
    seen += typeof event.data === 'string' ? event.data : Buffer.from(event.data as ArrayBuffer).toString();
  });
  const ended = new Promise<string>((resolve) => socket.addEventListener('close', ({ reason }) => resolve(reason)));
  await until(() => expect(seen).toContain('first'));
  await site.call('instance.stop', { params: { id }, body: { graceSeconds: 0 } });
  expect(await ended).toMatch(/stopped/);
}, 60_000);

test('the door of a site is the front-end’s: names, strangers and proxies are judged there too', async () => {
  const ask = (path: string, headers: Record<string, string>) =>
    send(cluster.siteUrl as string, { method: 'GET', path, headers });
  expect((await ask('/health', { host: 'evil.example' })).status).toBe(421);
  expect((await ask('/health', { host: 'site.example:80' })).status).toBe(200);
  const upgrade = 'GET /v1/console HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  await (await heldOpen(cluster.siteUrl as string, upgrade)).gone(10_000);
  const site = await logIn();
  const body = { name: 'admin', password: 'a wrong one' };
  const headers = { 'x-forwarded-for': '192.0.2.66' };
  const guess = async () => {
    const text = Buffer.from(JSON.stringify(body));
    const post = { 'content-type': 'application/json', ...headers };
    return (await send(cluster.siteUrl as string, { method: 'POST', path: '/v1/sessions', headers: post, body: text }))
      .status;
  };
  const guesses = [];
  for (let i = 0; i < 10; i++) guesses.push(await guess());
  expect(guesses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  // One is forgiven every 12 s.
  expect(guesses).toContain(429);
  await logIn();
  await until(async () => {
    const { data } = await site.call('audit.list', { query: { action: 'session.create' } });
    const counted = data.items.filter(({ count }) => count !== undefined);
    expect(counted.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(10);
    expect(counted[0]?.address).toBe('192.0.2.66');
  });
  // Told to the front-end, it lies in the share of that site.
  await until(async () => {
    const { data } = await admin.call('audit.list', { query: { action: 'session.create' } });
    const told = data.items.filter(({ count, clusterId }) => count !== undefined && clusterId === cluster.clusterId);
    expect(told.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(10);
  });
}, 60_000);
