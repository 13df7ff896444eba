import { type Route, type RouteId, routes } from '@skerry/contract';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkAnswer, describeRequest, requestTo } from '../testing/any-request.ts';
import { eventually } from '../testing/eventually.ts';
import { send } from '../testing/raw-http.ts';
import { badBodies } from '../testing/schema-values.ts';
import { marker, type SecretCloud, startSecretCloud } from '@skerry/front-end/testing/secret-cloud';

const all = Object.entries(routes) as [RouteId, Route][];
const { seed, rounds, timeoutMs } = campaign(1, 40_000);

let cloud: SecretCloud;
beforeAll(async () => {
  cloud = await startSecretCloud();
}, 60_000);
// What a stranger may do to itself, it does: log out, remove its tokens, change its password.
beforeEach(() => cloud.logInAgain());
afterAll(() => cloud?.close());

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
    // A list of commands knows no names; what it tells is its asker's own.
    if (!id.endsWith('.list') || id === 'command.list' || route.right !== 'log-in' || route.query === undefined)
      continue;
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
