import { type Route, type RouteId, routes } from '@skerry/contract';
import { type ObjectMeta, parsePermissions, type Permissions } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import type { Json } from '@skerry/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keys } from '../state/keys.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../testing/instance-record.ts';

/**
 * Who may do what, as one table that people can read: authorization.golden.txt. `yes` means that the request was let
 * through, whatever became of it afterwards: requests are made so that they have no effect. After a change that is
 * meant, `npx vitest run -u packages/api/src/auth/authorization.test.ts` writes the table anew; read its diff.
 */
const clock = fakeClock();
let cloud: TestFrontEnd;
const people: Record<string, Client> = {};
let ownerId = 0;
let groupId = 0;

beforeAll(async () => {
  cloud = await startFrontEnd({ clock });
  const { admin } = cloud;
  groupId = (await admin.call<{ id: number }>('POST', '/v1/groups', { name: 'crew' })).body.id;
  const owner = await cloud.user('owner', [groupId]);
  ownerId = owner.id;
  const token = async (name: string, more: object = { lifetimeSeconds: 60 }) =>
    (await owner.call<{ secret: string; token: { id: number } }>('POST', '/v1/tokens', { name, ...more })).body;
  const [expired, revoked] = [await token('expired'), await token('revoked')];
  expect((await owner.call('DELETE', `/v1/tokens/${revoked.token.id}`)).status).toBe(204);
  clock.advance(61_000);
  Object.assign(people, {
    administrator: admin,
    owner,
    member: await cloud.user('member', [groupId]),
    other: await cloud.user('other'),
    'owner: read': cloud.client((await token('reads', { scope: 'read' })).secret),
    'owner: operate': cloud.client((await token('operates', { scope: 'operate' })).secret),
    'owner: all': cloud.client((await token('does-all', { scope: 'all' })).secret),
    anonymous: cloud.anonymous,
    expired: cloud.client(expired.secret),
    revoked: cloud.client(revoked.secret),
  });
});
afterAll(() => cloud?.close());

const clusterId = 0;
const created = '2026-01-01T00:00:00.000Z';
/** What each kind has beside the common fields. */
const fields: Readonly<Record<string, object>> = {
  cluster: {},
  datastore: { type: 'image', path: '/nowhere' },
  disk: { clusterId, instanceId: 1, imageId: 1, imageDigest: `sha256:${'0'.repeat(64)}`, sizeMiB: 1 },
  group: {},
  host: { clusterId, admission: 'enabled' },
  image: {
    datastoreId: 0,
    digest: `sha256:${'0'.repeat(64)}`,
    sizeMiB: 1,
    fileBytes: 1,
    format: 'qcow2',
    os: 'linux',
    architecture: 'x86_64',
    kinds: ['vm'],
    haltSignal: 'SIGPWR',
    rebootSignal: 'SIGINT',
    minMemoryMiB: 16,
  },
  lease: { clusterId, networkId: 1, address: '10.0.0.2', mac: '02:00:00:00:00:01', instanceId: 1 },
  marketplace: { type: 'http', url: 'https://images.example.org/' },
  network: {
    clusterId,
    driver: 'nat-bridge',
    cidr: '10.0.0.0/24',
    gateway: '10.0.0.1',
    nameservers: [],
    ranges: [],
    nat: true,
  },
  template: {
    kind: 'vm',
    cpus: 1,
    memoryMiB: 64,
    imageId: 1,
    networkIds: [],
    context: { sshKeys: [], userData: '' },
    requirements: '',
    rank: 'spread',
  },
  token: { userId: 0, secretHash: '00', expiresAt: '2030-01-01T00:00:00.000Z', purpose: 'access' },
  user: { groupIds: [1], enabled: true, passwordHash: 'none' },
};

const variants = [
  '---------',
  'u--------',
  'um-------',
  'uma------',
  'um-u-----',
  'um-uma---',
  'um-u--um-',
  'um----uma',
];
const nobodies = new Set(['anonymous', 'expired', 'revoked']);
let next = 1000;

/** An object with these permissions, of the owner and its group, straight into the store. */
async function place(kind: string, permissions: Permissions): Promise<number> {
  const id = next++;
  const meta: ObjectMeta = {
    id,
    name: `${kind}-${id}`,
    ownerId,
    groupId,
    permissions,
    labels: {},
    attributes: {},
    createdAt: created,
    changedAt: created,
  };
  const instance = instanceRecord(id, clusterId, meta);
  const command = {
    id,
    clusterId,
    userId: ownerId,
    issuedAt: created,
    order: { type: 'instance', instanceId: 1, command: { type: 'start' } },
  };
  const [key, value] =
    kind === 'instance'
      ? [`/mirror/${clusterId}/instance/${id}`, instance]
      : kind === 'command'
        ? [keys.commandHistory(id), { command, result: { commandId: id, outcome: 'applied' } }]
        : kind === 'disk' || kind === 'lease'
          ? [`/mirror/${clusterId}/${kind}/${id}`, { ...meta, ...fields[kind] }]
          : [`/catalogue/${kind}/${id}`, { ...meta, ...fields[kind] }];
  const placed = { op: 'put', key: keys.placed(kind, id), value: { clusterId } } as const;
  await cloud.store.commit({ writes: [placed, { op: 'put', key, value: value as unknown as Json }] });
  return id;
}

/** Has no effect where it is let through: writes carry a tag that nothing has, or a body that no route takes. */
async function ask(client: Client, route: Route, id: number): Promise<string> {
  const onObject = route.params !== undefined && !route.path.startsWith('/v1/commands');
  const isWrite = route.method !== 'get';
  const good = onObject && (route.body === undefined || route.body.safeParse({}).success);
  const body = !isWrite
    ? undefined
    : good
      ? route.body === undefined
        ? undefined
        : {}
      : { '': 'no route has such a field' };
  const headers: Record<string, string> = isWrite && onObject ? { 'if-match': '"never.matches"' } : {};
  const path = route.path.replace(':id', String(id));
  const { status, text } = await client.call(route.method.toUpperCase(), path, body, headers);
  // Of a cluster, or of somebody outside, that is not there.
  if (status >= 500 && status !== 503 && status !== 502) throw new Error(`${route.method} ${path}: ${text}`);
  return status === 401 || status === 403 || status === 404 ? String(status) : 'yes';
}

test('who may do what is as the table says', async () => {
  const names = Object.keys(people);
  const line = (cells: readonly string[]) =>
    cells
      .map((c, i) => c.padEnd([26, 15, 13][i] ?? 16))
      .join('')
      .trimEnd();
  const lines = [line(['route', 'right', 'permissions', ...names])];
  for (const [id, route] of Object.entries(routes) as [RouteId, Route][]) {
    const kind = id.split('.')[0] as string;
    const ofObject = ['use', 'manage', 'admin'].includes(route.right);
    for (const permissions of ofObject ? variants : ['']) {
      const parsed = parsePermissions(permissions === '' ? 'um-------' : permissions);
      const needed = route.params === undefined ? 0 : await place(kind, parsed as Permissions);
      const cells: string[] = [];
      for (const name of names) {
        // Who is nobody is nobody whatever the permissions are: once is enough.
        const known = !nobodies.has(name) || permissions === '' || permissions === variants[0];
        cells.push(known ? await ask(people[name] as Client, route, needed) : '');
      }
      lines.push(line([id, route.right, permissions, ...cells]));
    }
  }
  const events: string[] = [];
  for (const name of names) events.push(await eventsFor(people[name] as Client));
  lines.push(line(['events', 'log-in', '', ...events]));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('authorization.golden.txt');
}, 120_000);

async function eventsFor(client: Client): Promise<string> {
  const ending = new AbortController();
  const headers = client.secret === undefined ? {} : { authorization: `Bearer ${client.secret}` };
  const { status } = await fetch(`${cloud.frontEnd.url}/v1/events`, { headers, signal: ending.signal });
  ending.abort();
  return status === 200 ? 'yes' : String(status);
}
