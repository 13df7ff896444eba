import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitsWith } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import { eventually } from '../testing/eventually.ts';
import { adminPassword, type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

let cloud: TestFrontEnd;
let owner: Client & { id: number };
let member: Client & { id: number };
let other: Client & { id: number };
const clock = fakeClock(new Date('2026-03-01T00:00:00Z'));

beforeAll(async () => {
  cloud = await startFrontEnd({ clock, limits: limitsWith({ 'audit-stranger-seconds': 1 }) });
  const team = await cloud.admin.call<{ id: number }>('POST', '/v1/groups', { name: 'team' });
  owner = await cloud.user('owner', [team.body.id]);
  member = await cloud.user('member', [team.body.id]);
  other = await cloud.user('other');
});
afterAll(() => cloud.close());

async function template(permissions: string): Promise<string> {
  const { admin } = cloud;
  const name = `t-${permissions.replaceAll('-', '_')}-${Math.floor(performance.now() * 1000)}`;
  const cluster = await admin.call<{ id: number }>('POST', '/v1/clusters', { name: `c${name}`.slice(0, 60) });
  void cluster;
  // A template needs an image; rights are tried on tokens' sibling, the group, which needs nothing.
  const made = await admin.call<{ id: number }>('POST', '/v1/groups', { name, permissions });
  expect(made.status, made.text).toBe(201);
  const groupId = (await admin.call<{ groupId: number }>('GET', `/v1/users/${owner.id}`)).body.groupId;
  const given = await admin.call('PATCH', `/v1/groups/${made.body.id}`, { ownerId: owner.id, groupId });
  expect(given.status, given.text).toBe(200);
  return `/v1/groups/${made.body.id}`;
}

// Status of GET, PATCH and DELETE (DELETE last, in this order of people), by permissions.
const table: [permissions: string, who: 'owner' | 'member' | 'other' | 'anonymous', expected: number[]][] = [
  ['um-------', 'owner', [200, 200, 403]],
  ['um-------', 'member', [404, 404, 404]],
  ['um-------', 'other', [404, 404, 404]],
  ['um-u-----', 'member', [200, 403, 403]],
  ['um-um----', 'member', [200, 200, 403]],
  ['um-um-u--', 'other', [200, 403, 403]],
  ['uma------', 'owner', [200, 200, 204]],
  ['um-uma---', 'member', [200, 200, 204]],
  ['um----uma', 'other', [200, 200, 204]],
  ['um----uma', 'anonymous', [401, 401, 401]],
];
test.each(table)('with %s, the %s gets %j', async (permissions, who, expected) => {
  const client = { owner, member, other, anonymous: cloud.anonymous }[who];
  const path = await template(permissions);
  const seen = [
    (await client.call('GET', path)).status,
    (await client.call('PATCH', path, { labels: { a: 'b' } })).status,
    (await client.call('DELETE', path)).status,
  ];
  expect(seen).toEqual(expected);
  if (who !== 'anonymous') {
    const list = await client.call<{ items: { id: number }[] }>('GET', '/v1/groups?limit=1000');
    const shown = list.body.items.some((g) => path.endsWith(`/${g.id}`));
    expect(shown).toBe(expected[0] === 200 && expected[2] !== 204);
  }
  if (expected[2] !== 204) expect((await cloud.admin.call('DELETE', path)).status).toBe(204);
});

test('nobody raises its own rights', async () => {
  const own = await template('um-------');
  expect((await owner.call('PATCH', own, { permissions: 'uma------' })).status).toBe(403);
  expect((await owner.call('PATCH', own, { ownerId: other.id })).status).toBe(403);
  expect((await owner.call('PATCH', own, { permissions: 'um-u-----' })).status).toBe(200);
  const self = `/v1/users/${owner.id}`;
  for (const patch of [
    { groupIds: [0] },
    { enabled: true },
    { name: 'root' },
    { permissions: 'umaumauma' },
    { groupId: 0 },
  ]) {
    expect((await owner.call('PATCH', self, patch)).status, JSON.stringify(patch)).toBe(403);
  }
  expect((await owner.call('POST', '/v1/groups', { name: 'mine' })).status).toBe(403);
  expect((await owner.call('GET', '/v1/audit')).status).toBe(403);
});

test('the last administrator stays', async () => {
  expect((await cloud.admin.call('PATCH', '/v1/users/0', { enabled: false })).body['code']).toBe('protected');
  expect((await cloud.admin.call('PATCH', '/v1/users/0', { groupIds: [1] })).body['code']).toBe('protected');
  expect((await cloud.admin.call('DELETE', '/v1/users/0')).body['code']).toBe('protected');
  expect((await cloud.admin.call('DELETE', '/v1/groups/0')).body['code']).toBe('protected');
});

test('a changed password, a disabled user and a removed or expired token end a log-in', async () => {
  const eve = await cloud.user('eve');
  const second = await cloud.logIn('eve', 'password of eve');
  expect(
    (await eve.call('PATCH', `/v1/users/${eve.id}`, { password: 'another one', currentPassword: 'password of eve' }))
      .status,
  ).toBe(200);
  expect((await second.call('GET', '/v1/sessions/current')).status).toBe(401);
  expect((await eve.call('GET', '/v1/sessions/current')).status).toBe(200);
  const token = await eve.call<{ secret: string; token: { id: number } }>('POST', '/v1/tokens', {
    name: 'short',
    lifetimeSeconds: 60,
  });
  const short = cloud.client(token.body.secret);
  expect((await short.call('GET', '/v1/sessions/current')).status).toBe(200);
  clock.advance(61_000);
  expect((await short.call('GET', '/v1/sessions/current')).status).toBe(401);
  await cloud.admin.call('PATCH', `/v1/users/${eve.id}`, { enabled: false });
  expect((await eve.call('GET', '/v1/sessions/current')).status).toBe(401);
  expect((await cloud.anonymous.call('POST', '/v1/sessions', { name: 'eve', password: 'another one' })).status).toBe(
    401,
  );
});

test('a user who was disabled and is enabled again has none of the earlier log-ins, however many there were', async () => {
  const user = await cloud.user('returning');
  const logIns: Client[] = [user];
  for (let i = 0; i < 90; i++) logIns.push(await cloud.logIn('returning', 'password of returning'));
  for (const enabled of [false, true]) await cloud.admin.call('PATCH', `/v1/users/${user.id}`, { enabled });
  const answers = await Promise.all(logIns.map((client) => client.call('GET', '/v1/sessions/current')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  const again = await cloud.logIn('returning', 'password of returning');
  expect((await again.call('GET', '/v1/sessions/current')).status).toBe(200);
  // Nothing happens to who was enabled all the time.
  await cloud.admin.call('PATCH', `/v1/users/${user.id}`, { enabled: true });
  expect((await again.call('GET', '/v1/sessions/current')).status).toBe(200);
});

test('every log-in ends with the password it was made with, however many there are', async () => {
  const user = await cloud.user('manifold');
  const logIns = [];
  for (let i = 0; i < 90; i++) logIns.push(await cloud.logIn('manifold', 'password of manifold'));
  expect(
    (
      await user.call('PATCH', `/v1/users/${user.id}`, {
        password: 'another password',
        currentPassword: 'password of manifold',
      })
    ).status,
  ).toBe(200);
  const answers = await Promise.all(logIns.map((client) => client.call('GET', '/v1/sessions/current')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect((await user.call('GET', '/v1/sessions/current')).status).toBe(200);
}, 30_000);

test('a user who logs in again and again ends its own oldest log-ins', async () => {
  const front = await startFrontEnd({ limits: limitsWith({ 'log-ins-user': 3 }) });
  try {
    const other = await front.user('steady');
    const first = await front.user('restless');
    const later = [];
    for (let i = 0; i < 5; i++) later.push(await front.logIn('restless', 'password of restless'));
    const stands = async (client: Client) => (await client.call('GET', '/v1/sessions/current')).status === 200;
    expect(await Promise.all([first, ...later].map(stands))).toEqual([false, false, false, true, true, true]);
    expect(await stands(other)).toBe(true);
  } finally {
    await front.close();
  }
});

test('logging out ends the token', async () => {
  const again = await cloud.logIn('other', 'password of other');
  expect((await again.call('DELETE', '/v1/sessions/current')).status).toBe(204);
  expect((await again.call('GET', '/v1/sessions/current')).status).toBe(401);
});

test('a cookie is a log-in for reads, and for writes only from our own origin', async () => {
  const reply = await cloud.anonymous.call(
    'POST',
    '/v1/sessions',
    { name: 'admin', password: adminPassword },
    { 'X-Skerry-Cookie': '1' },
  );
  const [header = '', device = ''] = reply.headers.getSetCookie();
  expect(device).toMatch(
    /^skerry_device=0\.[\w-]{22}\.[\w-]{43}; Path=\/v1\/sessions; HttpOnly; SameSite=Strict; Max-Age=31536000$/,
  );
  expect(header).toMatch(/^skerry_session=sk_\d+_[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=86400$/);
  const cookie = header.split(';')[0] as string;
  const write = (origin?: string) =>
    cloud.anonymous.call('PATCH', '/v1/groups/1', {}, { cookie, ...(origin === undefined ? {} : { origin }) });
  expect((await cloud.anonymous.call('GET', '/v1/groups', undefined, { cookie })).status).toBe(200);
  expect((await write()).body['code']).toBe('origin-refused');
  expect((await write('https://evil.example')).body['code']).toBe('origin-refused');
  expect((await write(cloud.frontEnd.url)).status).toBe(200);
});

test('a write with a cookie that a browser calls cross-site is refused, whatever origin it names', async () => {
  const body = { name: 'admin', password: adminPassword };
  const reply = await cloud.anonymous.call('POST', '/v1/sessions', body, { 'X-Skerry-Cookie': '1' });
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] as string;
  const write = (headers: Record<string, string>) =>
    cloud.anonymous.call('PATCH', '/v1/groups/1', {}, { cookie, ...headers });
  const origin = cloud.frontEnd.url;
  expect((await write({ origin, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await write({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
  expect((await write({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  const out = await cloud.anonymous.call('DELETE', '/v1/sessions/current', undefined, { cookie, origin });
  expect(out.status).toBe(204);
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  expect((await cloud.anonymous.call('GET', '/v1/groups', undefined, { cookie })).status).toBe(401);
});

test('a user lists its own log-ins and ends any of them, and no other', async () => {
  const first = await cloud.user('frank');
  const second = await cloud.logIn('frank', 'password of frank');
  interface Sessions {
    items: { id: number; current: boolean; address: string; client: string }[];
  }
  const { body } = await second.call<Sessions>('GET', '/v1/sessions');
  expect(body.items.map((s) => s.current)).toEqual([true, false]);
  expect(body.items[0]).toMatchObject({ address: '127.0.0.1', client: 'node' });
  const [mine = { id: -1 }, older = { id: -1 }] = body.items;
  expect((await owner.call('DELETE', `/v1/sessions/${older.id}`)).status).toBe(404);
  expect((await first.call('GET', '/v1/sessions/current')).status).toBe(200);
  expect((await second.call('DELETE', `/v1/sessions/${older.id}`)).status).toBe(204);
  expect((await first.call('GET', '/v1/sessions/current')).status).toBe(401);
  expect((await second.call('DELETE', `/v1/sessions/${mine.id}`)).status).toBe(204);
  expect((await second.call('GET', '/v1/sessions')).status).toBe(401);
});

test('log-ins that fail too often must wait, by name, and time forgives', async () => {
  const attempt = (password: string) => cloud.anonymous.call('POST', '/v1/sessions', { name: 'member', password });
  clock.advance(3_600_000);
  for (let i = 0; i < 5; i++) expect((await attempt('wrong')).status).toBe(401);
  const refused = await attempt('password of member');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  clock.advance(3_600_000);
  expect((await attempt('password of member')).status).toBe(201);
});

test('refused writes are in the audit, with who and from where, and no passwords', async () => {
  clock.advance(3_600_000);
  await cloud.anonymous.call('POST', '/v1/sessions', { name: 'admin', password: 'not my secret' });
  const admin = await cloud.logIn('admin', adminPassword);
  await (await cloud.logIn('other', 'password of other')).call('POST', '/v1/groups', { name: 'nope' });
  const audit = await admin.call<{ items: Record<string, unknown>[]; next?: string }>('GET', '/v1/audit?limit=5');
  expect(audit.body.items).toContainEqual(
    expect.objectContaining({
      action: 'group.create',
      outcome: 'refused',
      userName: 'other',
      address: '127.0.0.1',
      code: 'forbidden',
    }),
  );
  // Refusals of strangers are told together, a moment later.
  await eventually(async () => {
    const later = await admin.call<typeof audit.body>('GET', '/v1/audit?limit=100&action=session.create');
    expect(later.body.items).toContainEqual(
      expect.objectContaining({ outcome: 'refused', userId: null, code: 'wrong-credentials', address: '127.0.0.1' }),
    );
    expect(later.text).not.toContain('not my secret');
  });
  expect(audit.text).not.toContain('not my secret');
  const next = await admin.call<{ items: { sequence: number }[] }>('GET', `/v1/audit?limit=5&after=${audit.body.next}`);
  expect(next.body.items[0]?.sequence).toBe((audit.body.items.at(-1)?.['sequence'] as number) - 1);
});
