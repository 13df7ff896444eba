/**
 * Well-formed requests from the schemas, and nearly well-formed ones, by people who may do much: an administrator, and
 * an owner of most of what there is. What succeeds answers as the contract says; nothing is our own failure.
 */
import {
  guestConsoleLog,
  guestLogs,
  hostJoinToken,
  hostJoinTokenRevoke,
  hostJoinTokens,
  hostRegister,
  type Route,
  type RouteId,
  routes,
} from '@skerry/contract';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkAnswer, describeRequest, queryText } from '../testing/any-request.ts';
import { eventually } from '../testing/eventually.ts';
import { goodHost } from '@skerry/front-end/testing/fake-cluster';
import { adminPassword, type Client } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../testing/instance-record.ts';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';
import { type RawRequest, send } from '../testing/raw-http.ts';
import { sparseValuesOf, spoilt, valuesOf } from '../testing/schema-values.ts';
import { type SecretCloud, startSecretCloud } from '@skerry/front-end/testing/secret-cloud';

const { seed, rounds, timeoutMs } = campaign(1, 40_000);
/** What takes things away comes last, or there is nothing left to ask about. */
const all = (Object.entries(routes) as [RouteId, Route][]).toSorted(
  ([, a], [, b]) => Number(a.method === 'delete') - Number(b.method === 'delete'),
);

type Who = 'administrator' | 'owner';
let cloud: SecretCloud;
let image: string;
let ownerId: number;
/** An image of type cdrom. */
let disc: number | undefined;
const logIns: Record<Who, () => Promise<Client>> = { administrator: never, owner: never };
const clients = {} as Record<Who, Client>;
const succeeded: Record<Who, Set<RouteId>> = { administrator: new Set(), owner: new Set() };
const refused: Record<Who, Map<RouteId, string>> = { administrator: new Map(), owner: new Map() };

async function never(): Promise<never> {
  throw new Error('nobody can log in yet');
}

beforeAll(async () => {
  cloud = await startSecretCloud();
  const { front } = cloud;
  image = join(front.directory, 'whole.qcow2');
  await writeQcow2(image);
  const owner = await front.user('owner');
  const must = async (method: string, path: string, body: object, client = front.admin) => {
    const reply = await client.call<{ id: number }>(method, path, body);
    expect(reply.status, reply.text).toBeLessThan(300);
    return reply.body.id;
  };
  await giveToOwner(owner.id, front.admin);
  await must('POST', '/v1/templates', { name: 'mine', imageId: cloud.open.image }, owner);
  const own = { name: 'mine', imageId: cloud.open.image, clusterId: cloud.open.cluster };
  await must('POST', '/v1/instances', { ...own, networkIds: [cloud.open.network] }, owner);
  disc = await must('POST', '/v1/images', { name: 'disc', path: image, type: 'cdrom', permissions: 'um-u--u--' });
  logIns.administrator = () => front.logIn('admin', adminPassword);
  logIns.owner = async () => {
    const { id } = owner;
    const password = 'password of owner';
    await must('PATCH', `/v1/users/${id}`, { name: 'owner', password, enabled: true }, await logIns.administrator());
    return front.logIn('owner', password);
  };
  ownerId = owner.id;
  cloud.site.session.handle({
    requests: {
      [guestConsoleLog.method]: () => ({ text: 'login:' }),
      [guestLogs.method]: () => ({ text: '', next: 'end' }),
      [hostJoinToken.method]: () => ({ token: 'skerry-join.x', expiresAt: new Date().toISOString() }),
      [hostJoinTokens.method]: () => ({ tokens: [{ id: '0123456789abcdef', expiresAt: new Date().toISOString() }] }),
      [hostJoinTokenRevoke.method]: () => ({ revoked: true }),
    },
  });
  await registerAway();
  for (const who of ['administrator', 'owner'] as const) clients[who] = await logIns[who]();
}, 60_000);
afterAll(() => cloud?.close());

/** Whatever was asked may have logged somebody out, given another password, or disabled the user. */
async function stayLoggedIn(who: Who): Promise<void> {
  const still = await clients[who].call('GET', '/v1/sessions/current');
  if (still.status !== 200) clients[who] = await logIns[who]();
}

/** What the requests of an administrator may have given to others. What was deleted stays so. */
async function giveToOwner(id: number, root: Client): Promise<void> {
  const { image: imageId, marketplace, network, cluster, host } = cloud.open;
  const paths = [
    `images/${imageId}`,
    `marketplaces/${marketplace}`,
    `networks/${network}`,
    `clusters/${cluster}`,
    `hosts/${host}`,
    `users/${id}`,
  ];
  for (const path of paths.map((each) => `/v1/${each}`)) {
    const { status, text } = await root.call('PATCH', path, { ownerId: id, permissions: 'umau--u--' });
    expect(status === 404 || status < 300, text).toBe(true);
  }
}

/** A host that can be deleted: it is not connected. */
async function registerAway(): Promise<{ readonly hostId: number; readonly name: string }> {
  const name = `away-${randomUUID()}`;
  const registered = await cloud.site.session.request(hostRegister.method, { name, key: name });
  const { hostId } = hostRegister.reply.parse(registered);
  await cloud.site.put('host-status', hostId, goodHost(hostId, cloud.open.cluster, false));
  return { hostId, name };
}
/** The host or cluster that may be given up, by its name. */
let gone = '';

/** A datastore that can be deleted: nothing is on it. */
async function makeDatastore(): Promise<void> {
  const name = `empty-${randomUUID()}`;
  const root = await logIns.administrator();
  const made = await root.call('POST', '/v1/datastores', { name, path: join(cloud.front.directory, name) });
  expect(made.status, made.text).toBe(201);
}

/** An image whose import has failed: nobody may reach this machine for it. */
async function makeFailedImage(client: Client): Promise<number> {
  const from = { name: `failed-${randomUUID()}`, url: 'http://127.0.0.1:9/' };
  const made = await client.call<{ id: number }>('POST', '/v1/images', from);
  expect(made.status, made.text).toBe(201);
  await eventually(async () => {
    expect((await client.call('GET', `/v1/images/${made.body.id}`)).body['state']).toBe('failed');
  });
  return made.body.id;
}

/** Instances at rest in each state, whatever was done to them before. */
async function restore(): Promise<void> {
  const { site, open } = cloud;
  const root = await logIns.administrator();
  for (const [i, power] of (['running', 'paused', 'stopped'] as const).entries()) {
    const base = instanceRecord(600 + i, open.cluster, { ownerId, hostId: open.host });
    const guest = power === 'stopped' ? 'prepared' : power;
    const intent = { ...base.intent, power };
    const observed = { reached: 1, guest, reboots: 0, crashes: 0 } as const;
    // With a drive and a disc in it.
    const cdrom = { imageId: open.image, imageDigest: `sha256:${'0'.repeat(64)}` };
    const spec = { ...base.spec, machine: { cdromDrive: true }, cdrom };
    await site.put('instance', base.id, { ...base, spec, intent, observed });
    await eventually(async () => {
      const { body } = await root.call('GET', `/v1/instances/${base.id}`);
      expect(body['state']).toBe(power);
    });
  }
}

/** Numbers of what the user sees, and one that is nobody's. The first user is left alone: it repairs the others. */
async function numbersFor(id: RouteId, who: Who): Promise<fc.Arbitrary<number>> {
  const noun = id.split('.')[0] as string;
  await giveToOwner(ownerId, await logIns.administrator());
  // That log-in may have been one too many.
  await stayLoggedIn(who);
  const client = clients[who];
  cloud.site.obey = true;
  if (id === 'host.delete') await registerAway();
  // Of the clusters only this one is there to be asked.
  if (id.includes('host-join-token')) return fc.constantFrom(cloud.open.cluster, 987_654);
  if (id === 'cluster.declare-lost') {
    gone = `away-${randomUUID()}`;
    const made = await (await logIns.administrator()).call<{ id: number }>('POST', '/v1/clusters', { name: gone });
    return fc.constantFrom(made.body.id, 987_654);
  }
  if (id === 'host.declare-lost') {
    const { hostId, name } = await registerAway();
    gone = name;
    return fc.constantFrom(hostId, 987_654);
  }
  if (id === 'command.cancel') {
    await restore();
    // What is not answered yet can be taken back.
    cloud.site.obey = false;
    const stop = await client.call<{ commands: number[] }>('POST', '/v1/instances/600/stop', {});
    const { body: given } = await client.call<{ items: { id: number }[] }>('GET', '/v1/commands?state=waiting&limit=1');
    expect(given.items, stop.text).toHaveLength(1);
    return fc.constantFrom(...given.items.map((command) => command.id), 987_654);
  }
  if (id === 'datastore.delete') await makeDatastore();
  if (id === 'image.retry') return fc.constantFrom(await makeFailedImage(client), 987_654);
  // Of the marketplaces only this one answers.
  if (/^marketplace\.(entries|versions|offer|refresh)$/.test(id)) {
    return fc.constantFrom(cloud.open.marketplace, cloud.open.marketplace, 987_654);
  }
  if (noun === 'instance') {
    await restore();
    if (routes[id].method !== 'get') return fc.constantFrom(600, 601, 602, 987_654);
  }
  const list = (routes as Record<string, Route>)[`${noun}.list`];
  const { body } = list
    ? await client.call<{ items?: { id: number }[] }>('GET', list.path)
    : { body: { items: undefined } };
  const known = (body.items ?? []).map((item) => item.id).filter((n) => noun !== 'user' || n !== 0);
  const other = fc.constantFrom(987_654, 0).filter((n) => noun !== 'user' || n !== 0);
  return known.length === 0 ? other : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, other);
}

/** Where chance would do harm to this machine, or only ever be refused. */
function fitted(who: Who, id: RouteId, given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  let value = given as Readonly<Record<string, unknown>>;
  const { front, open } = cloud;
  const text = JSON.stringify(value);
  const tail = text.length;
  const named = { name: `n${createHash('sha1').update(who).update(text).digest('hex').slice(0, 12)}` };
  if (id.endsWith('.create') && 'name' in value && tail % 3 > 0) value = { ...value, ...named };
  if (id.endsWith('.declare-lost')) return { ...value, name: gone };
  if (id === 'session.create') return { ...value, name: 'admin', password: adminPassword };
  if (id === 'image.create') {
    const none = { url: undefined, upload: undefined, marketplaceId: undefined, reference: undefined };
    const source = who === 'owner' ? { upload: { bytes: 5 } } : { path: tail % 5 === 0 ? '/nowhere' : image };
    return { ...value, path: undefined, ...none, ...source, datastoreId: undefined };
  }
  if (id === 'datastore.create') return { ...value, path: join(front.directory, `store-${tail % 7}`) };
  if (id === 'network.create') {
    const own = tail % 3 > 0 ? { cidr: `10.${tail % 200}.${text.charCodeAt(tail >> 1) % 256}.0/24` } : {};
    return { ...value, ...own, gateway: undefined, ranges: undefined, clusterId: open.cluster };
  }
  // A command is one of a shell only.
  if (id === 'instance.console' && tail % 3 > 0) return { ...value, command: undefined, terminal: undefined };
  if (id === 'instance.attach-cdrom' && disc !== undefined) return { ...value, imageId: disc };
  if (id === 'instance.create') return { ...value, templateId: undefined, imageId: open.image };
  // It is asked afterwards.
  if (id === 'marketplace.patch') return { ...value, allowedAddresses: undefined };
  if (id === 'template.create') return { ...value, imageId: open.image, networkIds: [open.network] };
  return value;
}

function requestTo(who: Who, id: RouteId, route: Route, numbers: fc.Arbitrary<number>): fc.Arbitrary<RawRequest> {
  const someOf = (schema: NonNullable<Route['body']>) =>
    fc.oneof({ weight: 3, arbitrary: sparseValuesOf(schema) }, { weight: 1, arbitrary: valuesOf(schema) });
  const nearly = (value: unknown) => fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, spoilt(value));
  const body =
    route.body === undefined || route.method === 'get'
      ? fc.constant(undefined)
      : someOf(route.body)
          .map((value) => fitted(who, id, value))
          .chain(nearly)
          .map((value) => fitted(who, id, value));
  // Chance does not name what is there.
  const named = (value: unknown) =>
    id === 'marketplace.versions' || id === 'marketplace.offer'
      ? { ...(value as object), reference: 'debian-12-amd64.qcow2' }
      : value;
  const query = route.query === undefined ? fc.constant({}) : someOf(route.query).map(named).chain(nearly);
  return fc.record({ number: numbers, body, query }).map(({ number, body: value, query: asked }) => {
    const text = queryText(typeof asked === 'object' ? asked : {});
    const headers: Record<string, string> = value === undefined ? {} : { 'content-type': 'application/json' };
    return {
      method: route.method.toUpperCase(),
      path:
        route.path.replace(':id', String(number)).replace(':token', '0123456789abcdef') +
        (text === '' ? '' : `?${text}`),
      headers,
      ...(value === undefined ? {} : { body: Buffer.from(JSON.stringify(value)) }),
    };
  });
}

test.each(all.flatMap(([id, route]) => (['owner', 'administrator'] as const).map((who) => [who, id, route] as const)))(
  'asked by an %s, %s succeeds as the contract says, or is refused with a reason',
  async (who, id, route) => {
    await stayLoggedIn(who);
    const numbers = await numbersFor(id, who);
    await fc.assert(
      fc.asyncProperty(requestTo(who, id, route, numbers), async (request) => {
        const headers = { authorization: `Bearer ${clients[who].secret}`, ...request.headers };
        const reply = await send(cloud.front.frontEnd.url, { ...request, headers });
        checkAnswer(reply, route, `${id} by ${who}: ${describeRequest(request, reply)}`);
        if (reply.status < 300) succeeded[who].add(id);
        // That the right is missing is what explains that it never succeeds.
        else if (!refused[who].get(id)?.includes('"status":403')) refused[who].set(id, reply.text.slice(0, 300));
        if (reply.status === 401 || /^(session|token|user)/.test(id)) await stayLoggedIn(who);
      }),
      { seed, numRuns: 8 * rounds, endOnFailure: true },
    );
  },
  timeoutMs,
);

test('most routes were seen to succeed, or nothing was tried', () => {
  const without = (who: Who) =>
    all
      .map(([id]) => id)
      .filter((id) => !succeeded[who].has(id))
      .map((id) => `${id}: ${refused[who].get(id)}`);
  expect(without('administrator')).toEqual([]);
  // Who makes clusters, users and the like is an administrator.
  const forOwners = without('owner').filter((line) => !line.includes('"status":403') && !/^(lease|disk)\./.test(line));
  expect(forOwners).toEqual([]);
});
