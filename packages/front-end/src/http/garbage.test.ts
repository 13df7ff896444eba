import { problem, type Route, type RouteId, routes } from '@skerry/contract';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type RawReply, type RawRequest, send, sendBytes } from '../testing/raw-http.ts';
import { badBodies, garbage, poison, spoilt, valuesOf } from '../testing/schema-values.ts';
import { marker, type SecretCloud, startSecretCloud } from '../testing/secret-cloud.ts';
import { knownCodes } from './status-of-failure.ts';

const all = Object.entries(routes) as [RouteId, Route][];
const { seed, rounds, timeoutMs } = campaign(1, 40_000);

let cloud: SecretCloud;
beforeAll(async () => {
  cloud = await startSecretCloud();
}, 60_000);
// What a stranger may do to itself, it does: log out, remove its tokens, change its password.
beforeEach(() => cloud.logInAgain());
afterAll(() => cloud?.close());

/** Failures that are the world's and not the request's: there is no real cluster behind these tests. */
const worldly = new Set([503, 504, 507]);

function checkAnswer(reply: RawReply, route: Route | undefined, what: string): void {
  expect(reply.ms, what).toBeLessThan(10_000);
  if (reply.status >= 400) {
    expect(reply.headers['content-type'], what).toMatch(/^application\/problem\+json/);
    const body = problem.strict().parse(JSON.parse(reply.text));
    expect(body.status, what).toBe(reply.status);
    expect(reply.status < 500 || worldly.has(reply.status), what).toBe(true);
    expect(knownCodes, what).toContain(body.code);
    expect(body.detail, what).toMatch(/^["\p{L}\d/].{5,}[.!?)]$/su);
    expect(body.detail.length, what).toBeLessThan(4000);
    expect(body.detail, what).not.toMatch(/\bat .*\.ts:|node_modules|undefined|\[object/);
    return;
  }
  if (reply.status === 204 || reply.status === 304) expect(reply.text, what).toBe('');
  else if (route?.response !== undefined) {
    const parsed = route.response.safeParse(JSON.parse(reply.text));
    expect(parsed.error?.issues, what).toBeUndefined();
  }
}

const describeRequest = ({ method, path, headers, body }: RawRequest, reply: RawReply) =>
  `${method} ${path} ${JSON.stringify(headers)} ${body?.toString().slice(0, 300) ?? ''}\n=> ${reply.status} ${reply.text.slice(0, 600)}`;

const ids = fc.oneof(
  { weight: 6, arbitrary: fc.nat(8).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x', '-1', '1.5', '%00', '9'.repeat(40), '1e3', '%F0%9F', '..', '__proto__'),
  },
);
const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>>(
    { 'if-match': '*' },
    { 'if-match': '"x.y"' },
    { 'if-match': ',,,W/"' },
    { 'if-none-match': '*' },
    { 'idempotency-key': 'one-for-all' },
    { 'idempotency-key': '' },
    { 'idempotency-key': 'x'.repeat(300) },
    { 'last-event-id': '-1' },
    { 'content-type': 'text/xml' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': ';;;' },
    { 'content-encoding': 'gzip' },
    { accept: 'application/xml' },
    { authorization: 'Basic eDp5' },
    { authorization: 'Bearer sk_0_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    { cookie: 'skerry_session=nonsense; a=b;;; =' },
    { 'x-http-method-override': 'DELETE' },
    { expect: '100-continue' },
    { upgrade: 'h2c', connection: 'Upgrade' },
  ),
);
const queryText = (value: unknown): string =>
  Object.entries((value ?? {}) as Record<string, unknown>)
    .map(
      ([k, v]) =>
        `${encodeURIComponent(k.toWellFormed())}=${encodeURIComponent(String(v).slice(0, 2000).toWellFormed())}`,
    )
    .join('&');

/** A request to the route: sometimes good, mostly nearly, sometimes nonsense. */
function requestTo(route: Route): fc.Arbitrary<Omit<RawRequest, 'headers'> & { headers: Record<string, string> }> {
  const good = route.body === undefined || route.method === 'get' ? fc.constant(undefined) : valuesOf(route.body);
  const asJson = (value: unknown) => (value === undefined ? undefined : Buffer.from(JSON.stringify(value)));
  const body = fc.oneof(
    { weight: 4, arbitrary: good.map(asJson) },
    {
      weight: 5,
      arbitrary: good.chain((value) => (value === undefined ? fc.constant(undefined) : spoilt(value))).map(asJson),
    },
    { weight: route.method === 'get' ? 0 : 2, arbitrary: garbage },
    { weight: route.method === 'get' ? 0 : 1, arbitrary: poison.map(asJson) },
  );
  const query =
    route.query === undefined
      ? fc.constantFrom('', '', '', '?a=b')
      : fc.oneof(
          valuesOf(route.query).map((v) => `?${queryText(v)}`),
          valuesOf(route.query)
            .chain(spoilt)
            .map((v) => `?${queryText(v)}`),
          fc.constantFrom(
            '',
            '?limit=1&limit=2',
            '?limit[]=1',
            '?__proto__=1',
            '?%',
            '?a=%ff',
            '?sort=__proto__',
            `?${'a=b&'.repeat(2000)}`,
          ),
        );
  return fc
    .record({ id: ids, body, query, odd: oddHeaders, chunked: fc.boolean() })
    .map(({ id, body: bytes, query: text, odd, chunked }) => ({
      method: route.method.toUpperCase(),
      path: route.path.replace(':id', id) + text,
      headers: { ...(bytes === undefined ? {} : { 'content-type': 'application/json' }), ...odd },
      ...(bytes === undefined ? {} : { body: bytes }),
      chunked,
    }));
}

test('bodies that are no JSON, or such as nobody sends in good faith, are refused by name', async () => {
  const send1 = (secret: string | undefined, path: string, body: Buffer) =>
    send(cloud.front.frontEnd.url, {
      method: 'POST',
      path,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body,
    });
  for (const [i, text] of badBodies.entries()) {
    for (const [secret, path] of [
      [cloud.stranger(), '/v1/tokens'],
      [cloud.stranger(), '/v1/templates'],
      [cloud.front.admin.secret, '/v1/groups'],
    ] as const) {
      const body = Buffer.isBuffer(text) ? text : Buffer.from(text);
      const reply = await send1(secret, path, body);
      const what = `${path} ${i}: ${body.toString().slice(0, 60)} => ${reply.text.slice(0, 300)}`;
      checkAnswer(reply, undefined, what);
      expect(reply.status, what).toBeGreaterThanOrEqual(400);
      expect(reply.status, what).toBeLessThan(500);
    }
  }
});

/** What refused requests may leave behind, and what clusters say by themselves. */
const notByRequests = /^\/(audit|sequence|mirror|cursor|link|command-history)\//;

async function writtenSince(revision: number): Promise<string[]> {
  const { entries } = await cloud.front.store.list('/', { limit: 100_000 });
  return entries.filter((e) => e.modRevision > revision && !notByRequests.test(e.key)).map((e) => e.key);
}

test.each(all)(
  '%s answers whatever a stranger sends, tells no secret, and a refusal changes nothing',
  async (id, route) => {
    await fc.assert(
      fc.asyncProperty(requestTo(route), fc.constantFrom('stranger', 'stranger', 'anonymous'), async (request, who) => {
        const secret = who === 'stranger' ? cloud.stranger() : undefined;
        const headers = { ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }), ...request.headers };
        const before = await cloud.front.store.revision();
        const reply = await send(cloud.front.frontEnd.url, { ...request, headers });
        const what = `${id} by ${who}: ${describeRequest(request, reply)}`;
        checkAnswer(reply, route, what);
        expect(reply.text + JSON.stringify(reply.headers), what).not.toContain(marker);
        if (reply.status >= 400) expect(await writtenSince(before), what).toEqual([]);
        if (reply.status === 204 && /session|token/.test(id)) await cloud.logInAgain();
      }),
      { seed, numRuns: 12 * rounds, endOnFailure: true },
    );
  },
  timeoutMs,
);

test.each(all.filter(([, route]) => route.params !== undefined))(
  '%s does not tell a stranger what is hidden from what is not there',
  async (id, route) => {
    const noun = id.split('.')[0] as string;
    const hidden = cloud.hidden[noun];
    if (hidden === undefined) return;
    const nowhere = 987_654;
    const headers = { authorization: `Bearer ${cloud.stranger()}` };
    const bodies = [undefined, {}, { name: 'x' }, { permissions: 'umaumauma' }, { nonsense: 1 }];
    for (const body of route.method === 'get' ? [undefined] : bodies) {
      const tags: Record<string, string>[] = [{}, { 'if-match': '"a.b"' }, { 'if-none-match': '*' }];
      for (const extra of tags) {
        const ask = async (of: number) => {
          const bytes = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
          const { status, text } = await send(cloud.front.frontEnd.url, {
            method: route.method.toUpperCase(),
            path: route.path.replace(':id', String(of)),
            headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...extra },
            ...bytes,
          });
          return {
            status,
            text: text.replaceAll(new RegExp(`\\b${of}\\b`, 'g'), 'N').replace(/"requestId":"[^"]*"/, ''),
          };
        };
        expect(await ask(hidden), JSON.stringify(body)).toEqual(await ask(nowhere));
      }
    }
  },
);

test('what is named in a body is refused alike when it is hidden and when it is not there', async () => {
  const post = async (path: string, body: object) => {
    const reply = await cloud.front.client(cloud.stranger()).call('POST', path, body);
    return {
      status: reply.status,
      text: reply.text.replace(/"requestId":"[^"]*"/, '').replaceAll(/\b(\d{6}|\d{1,2})\b/g, 'N'),
    };
  };
  const { image, network, cluster, host, template, group } = cloud.hidden;
  const cases: [string, (n: number) => object, number | undefined][] = [
    ['/v1/instances', (n) => ({ name: 'a', imageId: n }), image],
    ['/v1/instances', (n) => ({ name: 'a', templateId: n }), template],
    ['/v1/instances', (n) => ({ name: 'a', imageId: cloud.open.image, networkIds: [n] }), network],
    ['/v1/instances', (n) => ({ name: 'a', imageId: cloud.open.image, clusterId: n }), cluster],
    ['/v1/instances?dryRun=true', (n) => ({ name: 'a', imageId: cloud.open.image, hostId: n }), host],
    ['/v1/templates', (n) => ({ name: 'a', imageId: n }), image],
    ['/v1/templates', (n) => ({ name: 'a', imageId: cloud.open.image, networkIds: [n] }), network],
    ['/v1/tokens', (n) => ({ name: 'a', groupId: n }), group],
  ];
  for (const [path, body, hidden] of cases) {
    expect(hidden, path).toBeDefined();
    const seen = await post(path, body(hidden as number));
    expect(seen, `${path} ${JSON.stringify(body(hidden as number))}`).toEqual(await post(path, body(987_654)));
    expect(seen.status).toBe(400);
  }
});

test('lists, events and explanations of what a stranger may use tell nothing of what it may not', async () => {
  const client = cloud.front.client(cloud.stranger());
  for (const [id, route] of all) {
    if (!id.endsWith('.list') || route.right !== 'log-in' || route.query === undefined) continue;
    for (const query of [
      '',
      `?name=${marker}`,
      `?search=${marker}`,
      `?label=${marker}`,
      `?label=${marker}%3D${marker}`,
    ]) {
      const { text, body } = await client.call<{ total: number; items: { id: number }[] }>('GET', route.path + query);
      expect(text, `${id} ${query}`).not.toContain(marker);
      if (query !== '') expect(body.total, `${id} ${query}`).toBe(0);
      const noun = id.split('.')[0] as string;
      expect(
        body.items.map((i) => i.id),
        id,
      ).not.toContain(cloud.hidden[noun]);
      for (const item of body.items.slice(0, 5)) {
        const why = await client.call('GET', `${route.path}/${item.id}/explain`);
        expect([why.status, why.text.includes(marker)], `${noun} ${item.id}: ${why.text}`).toEqual([200, false]);
      }
    }
  }
  const plan = await client.call('POST', '/v1/instances?dryRun=true', { name: 'a', imageId: cloud.open.image });
  expect(plan.text).not.toContain(marker);
  const { candidates } = plan.body as { candidates: { hostId: number }[] };
  expect(candidates.map((c) => c.hostId)).not.toContain(cloud.hidden['host']);

  const ending = new AbortController();
  const response = await fetch(`${cloud.front.frontEnd.url}/v1/events`, {
    headers: { authorization: `Bearer ${cloud.stranger()}`, 'last-event-id': '0' },
    signal: ending.signal,
  });
  let heard = '';
  const reading = (async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += part;
  })().catch(() => {});
  await cloud.touchSecrets();
  const own = await client.call<{ token: { id: number } }>('POST', '/v1/tokens', { name: 'end-of-the-story' });
  expect(own.status, own.text).toBe(201);
  await eventually(() => expect(heard).toContain('end-of-the-story'));
  ending.abort();
  await reading;
  expect(heard).not.toContain(marker);
});

const raw: [name: string, bytes: string | Buffer][] = [
  ['no Host', 'GET /health HTTP/1.1\r\n\r\n'],
  ['an impossible expectation', 'GET /health HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n'],
  ['two lengths', 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
  [
    'length and chunks',
    'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'a chunk of a bad size',
    'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  ],
  [
    'a chunk that is too large',
    'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
  ],
  ['an unknown method', 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method that we do not serve', 'PROPFIND /v1/groups HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an absolute address', 'GET http://elsewhere/health HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a header that is too large', `GET /health HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
  ['bare line feeds', 'GET /health HTTP/1.1\nHost: x\n\n'],
  ['a NUL in a header', Buffer.from('GET /health HTTP/1.1\r\nHost: x\u0000y\r\n\r\n')],
  ['an upgrade to nothing', 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  [
    'a WebSocket where none is',
    'GET /v1/groups HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  ],
  [
    'a console without a ticket',
    'GET /v1/console HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  ],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['TLS', Buffer.from('1603010200010001fc0303', 'hex')],
  ['a space too many', 'GET  /health HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['two requests at once', 'GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/groups HTTP/1.1\r\nHost: x\r\n\r\n'],
];

/** Every answer in the text is whole, and every refusal a problem. */
function checkBytes(text: string, what: string): void {
  for (const answer of text.split(/(?=HTTP\/1\.1 \d{3} )/)) {
    if (answer === '') continue;
    const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    expect(status, what).toBeGreaterThan(99);
    expect(status, what).not.toBe(500);
    if (status < 400) continue;
    expect(head, `${what}: ${answer}`).toMatch(/content-type: application\/problem\+json/i);
    const parsed = problem.safeParse(JSON.parse(Buffer.from(body, 'latin1').toString()));
    expect(parsed.error?.issues, `${what}: ${answer}`).toBeUndefined();
    expect(knownCodes, what).toContain(parsed.data?.code);
  }
}

test.each(raw)('%s gets a good answer or a problem', async (name, bytes) => {
  const text = await sendBytes(cloud.front.frontEnd.url, Buffer.from(bytes as string), false);
  checkBytes(text, name);
  // Of a chunk that may still come, nothing is known yet.
  if (name !== 'a chunk that is too large') expect(text, name).not.toBe('');
  expect((await cloud.front.anonymous.call('GET', '/health')).status).toBe(200);
});

test(
  'a request whose bytes were cut or turned harms nobody',
  async () => {
    const whole = Buffer.from(
      `POST /v1/templates?a=b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${cloud.stranger()}\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: 25\r\n\r\n{"name":"t","imageId":99}`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
        async (length, turned) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of turned) bytes[at] = value;
          checkBytes(
            await sendBytes(cloud.front.frontEnd.url, bytes.subarray(0, length), true),
            bytes.toString('latin1'),
          );
        },
      ),
      { seed, numRuns: 60 * rounds, endOnFailure: true },
    );
    expect((await cloud.front.anonymous.call('GET', '/health')).status).toBe(200);
  },
  timeoutMs,
);
