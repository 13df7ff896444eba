import { type Route, type RouteId, routes } from '@skerry/contract';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd();
});
afterAll(() => cloud.close());

const all = Object.entries(routes) as [RouteId, Route][];
/** Of a token every path is well-formed here: it is the number of the object that is wrong or unknown. */
const pathOf = (route: Route, id: number | string = 0) =>
  route.path.replace(':id', String(id)).replace(':token', '0123456789abcdef');
const method = (route: Route) => route.method.toUpperCase();

function expectProblem(reply: { status: number; body: Record<string, unknown>; headers: Headers; text: string }) {
  expect(reply.headers.get('content-type'), reply.text).toMatch(/^application\/problem\+json/);
  expect(reply.body).toMatchObject({ status: reply.status, code: expect.any(String), detail: expect.any(String) });
  expect(reply.body['requestId']).toBe(reply.headers.get('x-request-id'));
  expect(reply.text).not.toMatch(/\bat .*\.ts|node_modules|node:/);
}

describe.each(all)('%s', (id, route) => {
  test('is refused without a log-in, unless it is public', async () => {
    if (route.right === 'public') return;
    const reply = await cloud.anonymous.call(method(route), pathOf(route));
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    expectProblem(reply);
  });

  test('refuses numbers that are none, and unknown ones', async () => {
    if (route.params === undefined) return;
    for (const bad of ['x', '-1', '1.5', '%00', '1e999', 'NaN', '0x10000000000000000000']) {
      const reply = await cloud.admin.call(method(route), pathOf(route, bad));
      expect([400, 404], `${bad}: ${reply.text}`).toContain(reply.status);
      expectProblem(reply);
    }
    const unknown = await cloud.admin.call(method(route), pathOf(route, 987_654_321), route.body && {});
    expect(unknown.status, unknown.text).toBe(404);
  });

  test('refuses unknown query fields', async () => {
    if (route.params !== undefined || route.right === 'public') return;
    const reply = await cloud.admin.call(method(route), `${pathOf(route)}?nonsense=1`, route.body && {});
    expect(reply.status, reply.text).toBe(400);
    expect(reply.body['errors']).toContainEqual(expect.objectContaining({ field: 'nonsense' }));
    expectProblem(reply);
  });

  test('refuses malformed, oversized, foreign and misshapen bodies', async () => {
    if (route.method === 'get' || route.body === undefined || route.params !== undefined) return;
    const client = route.right === 'public' ? cloud.anonymous : cloud.admin;
    const send = (body: unknown, headers?: Record<string, string>) =>
      client.call(method(route), pathOf(route), body, headers);
    const malformed = await send('{"name":');
    expect([malformed.status, malformed.body['code']]).toEqual([400, 'malformed-json']);
    const poisoned = await send('{"__proto__":{"x":1}}');
    expect([poisoned.status, poisoned.body['code']]).toEqual([400, 'malformed-json']);
    expect(poisoned.body['detail']).toContain('"__proto__"');
    const foreign = await send('<a/>', { 'content-type': 'text/xml' });
    expect(foreign.status).toBe(415);
    for (const body of [[], 'null', '"text"', 7, { nonsense: true }, { name: 7 }, { name: 'a\u0000b' }, { name: '' }]) {
      const reply = await send(typeof body === 'string' ? body : JSON.stringify(body));
      expect(reply.status, `${JSON.stringify(body)}: ${reply.text}`).toBe(400);
      expect(Array.isArray(reply.body['errors']), reply.text).toBe(true);
      expectProblem(reply);
    }
  });
  void id;
});

test('a body of 10 MiB is refused with 413', async () => {
  const reply = await cloud.admin
    .call('POST', '/v1/groups', { name: 'x'.repeat(10 * 1024 * 1024) })
    .catch(() => undefined);
  // The server may close before the client has sent everything: then fetch fails, which is a refusal as well.
  if (reply !== undefined) expect([reply.status, reply.body['code']]).toEqual([413, 'body-too-large']);
  expect((await cloud.admin.call('GET', '/v1/groups')).status).toBe(200);
});

test.each([
  ['/v1/nothing', 404],
  ['/v1/groups/', 400],
  ['/%ff', 400],
  ['/v1/groups/%2e%2e%2f0', 400],
])('GET %s is a problem with status %i', async (path, status) => {
  const reply = await cloud.admin.call('GET', path);
  expect(reply.status, reply.text).toBe(status);
  expectProblem(reply);
});

test('a number that is far too long is refused', async () => {
  const reply = await cloud.admin.call('GET', `/v1/groups/${'9'.repeat(600)}`);
  expect(reply.status).toBe(404);
  expectProblem(reply);
});

test('another method of a path is refused with 405 and the methods that there are', async () => {
  const reply = await cloud.admin.call('PUT', '/v1/groups/0', {});
  expect(reply.status).toBe(405);
  expect(reply.headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH');
  expectProblem(reply);
});

test('what is not HTTP gets an answer and harms nobody', async () => {
  const { hostname, port } = new URL(cloud.frontEnd.url);
  for (const nonsense of ['\u0000\u0001\u0002\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'GET / HTTP/1.1\r\nA B: c\r\n\r\n']) {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write(nonsense));
      socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  }
  expect((await cloud.anonymous.call('GET', '/health')).status).toBe(200);
});

test.each(['a\nb', 'a\u001b[31m', '-rm', '../etc', 'ä', 'a b', 'x'.repeat(64)])(
  'the name %j is refused',
  async (name) => {
    const reply = await cloud.admin.call('POST', '/v1/groups', { name });
    expect(reply.status).toBe(400);
    expect(reply.body['field']).toBe('name');
  },
);

test('sizes that are negative, fractional or enormous are refused', async () => {
  const bad: Record<string, unknown>[] = [
    { cpus: -1 },
    { cpus: 0 },
    { cpus: 1.5 },
    { cpus: 1e9 },
    { memoryMiB: -512 },
    { memoryMiB: '512' },
    { diskSizeMiB: Number.MAX_SAFE_INTEGER },
    { networkIds: [-1] },
    { imageId: null },
  ];
  for (const fields of bad) {
    const reply = await cloud.admin.call('POST', '/v1/templates', { name: 't', imageId: 0, ...fields });
    expect(reply.status, JSON.stringify(fields)).toBe(400);
    expect((reply.body['errors'] as { field: string }[])[0]?.field).toMatch(new RegExp(`^${Object.keys(fields)[0]}`));
  }
});

test('lists refuse columns, cursors and limits that are none', async () => {
  for (const query of [
    'sort=labels',
    'sort=__proto__',
    'sort=secretHash',
    'order=up',
    'limit=0',
    'limit=x',
    'after=!!',
    'clusterId=1',
  ]) {
    const reply = await cloud.admin.call('GET', `/v1/groups?${query}`);
    expect(reply.status, query).toBe(400);
    expectProblem(reply);
  }
});

test('every answer of a list and a read has the shape of the contract, and no secret', async () => {
  const user: Client = await cloud.user('shape');
  void user;
  for (const [id, route] of all) {
    if (route.method !== 'get' || route.response === undefined) continue;
    if (!id.endsWith('.list') && !id.startsWith('status')) continue;
    const reply = await cloud.admin.call('GET', route.path);
    expect(reply.status, reply.text).toBe(200);
    expect(route.response.safeParse(reply.body).error, id).toBeUndefined();
    expect(reply.text).not.toMatch(/passwordHash|secretHash|\$argon2/);
  }
});
