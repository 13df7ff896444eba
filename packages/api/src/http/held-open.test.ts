/** Whoever keeps its end of a connection open loses it: after its answer, or when nothing moves for some seconds. */
import { limitsWith } from '@skerry/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { heldOpen } from '../testing/held-open.ts';

let front: TestFrontEnd;
beforeAll(async () => {
  front = await startFrontEnd({
    limits: limitsWith({ 'header-seconds': 1, 'stalled-seconds': 3 }),
  });
});
afterAll(() => front.close());

const upgrade = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`;
const post = (body: string) =>
  `POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n${body}`;

const kept: readonly (readonly [name: string, bytes: string, answer: RegExp])[] = [
  ['an upgrade where no WebSocket is', upgrade('/v1/groups'), /^HTTP\/1\.1 404 /],
  ['a console without a ticket', upgrade('/v1/console'), /^HTTP\/1\.1 400 /],
  ['a console of another site', upgrade('/v1/console', 'Origin: https://evil.example\r\n'), /^HTTP\/1\.1 403 /],
  ['what is no HTTP', 'hello there\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['headers that are too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(40_000)}`, /^HTTP\/1\.1 431 /],
  [
    'an impossible expectation',
    'GET /health HTTP/1.1\r\nHost: localhost\r\nExpect: nonsense\r\n\r\n',
    /^HTTP\/1\.1 417 /,
  ],
  ['nothing', '', /^HTTP\/1\.1 408 /],
  ['half of the headers', 'GET /health HTTP/1.1\r\nHost: local', /^HTTP\/1\.1 408 /],
  ['headers without their body', post(''), /^HTTP\/1\.1 408 /],
  ['half a body', post('{"name":'), /^HTTP\/1\.1 408 /],
];

test.concurrent.each(kept)('%s: the socket is gone soon, though the other end stays open', async (_, bytes, answer) => {
  const held = await heldOpen(front.frontEnd.url, bytes);
  const { text, ms } = await held.gone(9000);
  expect(text).toMatch(answer);
  expect(ms).toBeLessThan(8000);
});

test('who asks for a large answer and does not read it loses the connection', async () => {
  for (let i = 0; i < 30; i++) {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`l${n}`, 'x'.repeat(200)]));
    const made = await front.admin.call('POST', '/v1/groups', { name: `large-${i}`, labels });
    expect(made.status, made.text).toBe(201);
  }
  const ask = `GET /v1/groups?limit=1000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${front.admin.secret}\r\n\r\n`;
  const held = await heldOpen(front.frontEnd.url, ask.repeat(60), { reads: false });
  const { ms } = await held.gone(15_000);
  expect(ms).toBeLessThan(14_000);
}, 30_000);
