import { problem } from '@skerry/contract';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { sendBytes } from '../testing/raw-http.ts';
import { knownCodes } from './status-of-failure.ts';

const { seed, rounds, timeoutMs } = campaign(1, 40_000);
let front: TestFrontEnd;
beforeAll(async () => {
  front = await startFrontEnd();
});
afterAll(() => front.close());

const raw: [name: string, bytes: string | Buffer][] = [
  ['no Host', 'GET /health HTTP/1.1\r\n\r\n'],
  ['an impossible expectation', 'GET /health HTTP/1.1\r\nHost: localhost\r\nExpect: the-unexpected\r\n\r\n'],
  ['two lengths', 'POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
  [
    'length and chunks',
    'POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'a chunk of a bad size',
    'POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  ],
  [
    'a chunk that is too large',
    'POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
  ],
  ['an unknown method', 'FROB / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a method that we do not serve', 'PROPFIND /v1/groups HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['an absolute address', 'GET http://elsewhere/health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a header that is too large', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
  ['bare line feeds', 'GET /health HTTP/1.1\nHost: localhost\n\n'],
  ['a NUL in a header', Buffer.from('GET /health HTTP/1.1\r\nHost: localhost\u0000y\r\n\r\n')],
  ['an upgrade to nothing', 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  [
    'a WebSocket where none is',
    'GET /v1/groups HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  ],
  [
    'a console without a ticket',
    'GET /v1/console HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  ],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['TLS', Buffer.from('1603010200010001fc0303', 'hex')],
  ['a space too many', 'GET  /health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  [
    'two requests at once',
    'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /v1/groups HTTP/1.1\r\nHost: localhost\r\n\r\n',
  ],
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
  const text = await sendBytes(front.frontEnd.url, Buffer.from(bytes as string), false);
  checkBytes(text, name);
  // Of a chunk that may still come, nothing is known yet.
  if (name !== 'a chunk that is too large') expect(text, name).not.toBe('');
  expect((await front.anonymous.call('GET', '/health')).status).toBe(200);
});

test(
  'a request whose bytes were cut or turned harms nobody',
  async () => {
    const whole = Buffer.from(
      `POST /v1/templates?a=b HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${front.admin.secret}\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: 25\r\n\r\n{"name":"t","imageId":99}`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
        async (length, turned) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of turned) bytes[at] = value;
          checkBytes(await sendBytes(front.frontEnd.url, bytes.subarray(0, length), true), bytes.toString('latin1'));
        },
      ),
      { seed, numRuns: 60 * rounds, endOnFailure: true },
    );
    expect((await front.anonymous.call('GET', '/health')).status).toBe(200);
  },
  timeoutMs,
);
