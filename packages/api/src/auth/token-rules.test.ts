import { fakeClock } from '@skerry/kit';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

/** What somebody can do who has got hold of a token or of an open log-in, and what its owner can do about it. */
const clock = fakeClock(new Date('2026-03-01T00:00:00Z'));
let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd({ clock });
});
afterAll(() => cloud.close());

interface Made {
  readonly secret: string;
  readonly token: { readonly id: number; readonly scope: string; readonly madeBy?: number };
}
const token = async (client: Client, name: string, more: object = {}) => {
  const reply = await client.call<Made>('POST', '/v1/tokens', { name, ...more });
  expect(reply.status, reply.text).toBe(201);
  return Object.assign(cloud.client(reply.body.secret), reply.body.token);
};
const code = async (reply: Promise<{ status: number; body: Record<string, unknown> }>) => {
  const { status, body } = await reply;
  return status < 300 ? status : body['code'];
};

test('a token cannot change a password, nor make, let in or regroup users, whatever its user may', async () => {
  const ann = await cloud.user('ann');
  const program = await token(ann, 'program');
  const password = { password: 'stolen now', currentPassword: 'password of ann' };
  expect(await code(program.call('PATCH', `/v1/users/${ann.id}`, password))).toBe('token-scope');
  expect(await code(program.call('PATCH', `/v1/users/${ann.id}`, { labels: { a: 'b' } }))).toBe(200);
  const admins = await token(cloud.admin, 'program');
  expect(await code(admins.call('PATCH', `/v1/users/${ann.id}`, { password: 'stolen now' }))).toBe('token-scope');
  expect(await code(admins.call('PATCH', `/v1/users/${ann.id}`, { groupIds: [0] }))).toBe('token-scope');
  expect(await code(admins.call('PATCH', `/v1/users/${ann.id}`, { enabled: false }))).toBe('token-scope');
  expect(await code(admins.call('POST', '/v1/users', { name: 'mallory', password: 'mallory was here' }))).toBe(
    'token-scope',
  );
  expect(await code(program.call('DELETE', '/v1/sessions/0'))).toBe('token-scope');
  expect(await code(ann.call('GET', '/v1/sessions/current'))).toBe(200);
});

test('the own password is changed only by who gives the one of now, and guesses at it are slowed down', async () => {
  const bea = await cloud.user('bea');
  const change = (body: object) => bea.call('PATCH', `/v1/users/${bea.id}`, { password: 'another one', ...body });
  expect(await code(change({}))).toBe('wrong-password');
  expect(await code(change({ currentPassword: 'not it' }))).toBe('wrong-password');
  expect(await code(cloud.anonymous.call('POST', '/v1/sessions', { name: 'bea', password: 'another one' }))).toBe(
    'wrong-credentials',
  );
  clock.advance(3_600_000);
  expect(await code(change({ currentPassword: 'password of bea' }))).toBe(200);
  const guesses: unknown[] = [];
  for (let i = 0; i < 8; i++) guesses.push(await code(change({ currentPassword: `guess ${i}` })));
  expect(guesses).toContain('too-many-attempts');
  clock.advance(3_600_000);
  const admins = { name: 'admin', password: 'changed by nobody' };
  expect(await code(cloud.admin.call('PATCH', '/v1/users/0', { password: admins.password }))).toBe('wrong-password');
});

test('a new password ends all other log-ins, and ends or lists the access tokens', async () => {
  const cat = await cloud.user('cat');
  const other = await cloud.logIn('cat', 'password of cat');
  const program = await token(cat, 'program', { scope: 'read' });
  const listed = await cat.call('PATCH', `/v1/users/${cat.id}`, {
    password: 'second one',
    currentPassword: 'password of cat',
  });
  expect(listed.status, listed.text).toBe(200);
  expect(listed.body['tokensKept']).toEqual([
    expect.objectContaining({ id: program.id, name: 'program', scope: 'read' }),
  ]);
  expect((await cat.call('GET', '/v1/sessions/current')).status).toBe(200);
  expect((await other.call('GET', '/v1/sessions/current')).status).toBe(401);
  expect((await program.call('GET', '/v1/sessions/current')).status).toBe(200);
  const third = { password: 'third one', currentPassword: 'second one' };
  const ended = await cat.call('PATCH', `/v1/users/${cat.id}?tokens=end`, third);
  expect([ended.status, ended.body['tokensKept']], ended.text).toEqual([200, []]);
  expect((await program.call('GET', '/v1/sessions/current')).status).toBe(401);
  expect((await cat.call('GET', '/v1/sessions/current')).status).toBe(200);
  const next = await token(cat, 'next');
  expect((await next.call('GET', '/v1/sessions/current')).status).toBe(200);
});

test('more tokens than one transaction deletes end all the same', async () => {
  const dot = await cloud.user('dot');
  const made: Client[] = [];
  for (let i = 0; i < 90; i++) made.push(await token(dot, `t${i}`));
  const change = { password: 'second one', currentPassword: 'password of dot' };
  expect((await dot.call('PATCH', `/v1/users/${dot.id}?tokens=end`, change)).status).toBe(200);
  const answers = await Promise.all(made.map((client) => client.call('GET', '/v1/sessions/current')));
  expect(answers.filter(({ status }) => status !== 401)).toEqual([]);
});

test('a token does what its scope says', async () => {
  const eli = await cloud.user('eli');
  const template = { name: 'x', imageId: 99 };
  for (const [scope, post, list, act] of [
    ['read', 'token-scope', 200, 'token-scope'],
    ['operate', 'token-scope', 200, 'not-found'],
    ['all', 'unknown-reference', 200, 'not-found'],
  ] as const) {
    const program = await token(eli, scope, { scope });
    expect(program.scope).toBe(scope);
    expect(await code(program.call('POST', '/v1/templates', template)), scope).toBe(post);
    expect(await code(program.call('GET', '/v1/instances')), scope).toBe(list);
    expect(await code(program.call('POST', '/v1/instances/99/start')), scope).toBe(act);
    expect(await code(program.call('PATCH', `/v1/users/${eli.id}`, { labels: {} })), scope).toBe(
      scope === 'all' ? 200 : 'token-scope',
    );
    expect(await code(program.call('DELETE', '/v1/sessions/current')), scope).toBe(204);
    expect((await program.call('GET', '/v1/instances')).status, scope).toBe(401);
  }
});

test('what a token makes may no more than it, and does not outlive it', async () => {
  const fay = await cloud.user('fay');
  const maker = await token(fay, 'maker', { lifetimeSeconds: 3600 });
  expect(await code(maker.call('POST', '/v1/tokens', { name: 'longer', lifetimeSeconds: 7200 }))).toBe('token-scope');
  const child = await token(maker, 'child', { scope: 'operate', lifetimeSeconds: 600 });
  expect(child.madeBy).toBe(maker.id);
  const grandchild = await token(maker, 'grandchild', { scope: 'read', lifetimeSeconds: 600 });
  expect(await code(child.call('POST', '/v1/tokens', { name: 'x', scope: 'all', lifetimeSeconds: 60 }))).toBe(
    'token-scope',
  );
  expect((await grandchild.call('GET', '/v1/instances')).status).toBe(200);
  expect((await fay.call('DELETE', `/v1/tokens/${maker.id}`)).status).toBe(204);
  for (const orphan of [child, grandchild]) expect((await orphan.call('GET', '/v1/instances')).status).toBe(401);
});
