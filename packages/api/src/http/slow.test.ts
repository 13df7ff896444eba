/** Clients that send a byte now and then, or stop in the middle: they get an answer and lose their place; others wait for nobody. */
import { problem } from '@skerry/contract';
import { campaign } from '@skerry/kit/testing/campaign';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

const requestTimeoutMs = 800;
const { rounds } = campaign(1, 20_000);
const clients = 20 * Math.min(rounds, 20);

let front: TestFrontEnd;
beforeAll(async () => {
  front = await startFrontEnd({ requestTimeoutMs });
});
afterAll(() => front.close());

const head =
  'POST /v1/templates HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer SECRET\r\nContent-Type: application/json\r\n';
/** What is sent at once, and what then comes byte by byte; nothing more comes after that. */
const manners: readonly (readonly [name: string, atOnce: string, slowly: string])[] = [
  ['nothing at all', '', ''],
  ['half a line', 'POST /v1/temp', ''],
  ['headers, a byte at a time', head, `X-Slow: ${'y'.repeat(5000)}`],
  ['no body', `${head}Content-Length: 100\r\n\r\n`, ''],
  ['half a body', `${head}Content-Length: 100\r\n\r\n{"name":"a"`, ''],
  ['a body, a byte at a time', `${head}Content-Length: 5000\r\n\r\n`, `{"name":"${'n'.repeat(4000)}`],
  ['half a chunk', `${head}Transfer-Encoding: chunked\r\n\r\n40\r\n{"name":`, ''],
  ['chunks of a byte', `${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(800)],
];

const writing = new Set(manners.filter(([, , rest]) => rest !== '').map(([name]) => name));

/** What came back until the server closed, and after how many milliseconds it did. */
function slowly(atOnce: string, rest: string): Promise<{ readonly text: string; readonly ms: number }> {
  const { hostname, port } = new URL(front.frontEnd.url);
  const began = performance.now();
  return new Promise((resolve) => {
    let text = '';
    let sent = 0;
    let timer: NodeJS.Timeout | undefined;
    const socket = connect(Number(port), hostname, () => {
      socket.write(atOnce.replace('SECRET', front.admin.secret ?? ''));
      timer = setInterval(() => {
        if (sent < rest.length && socket.writable) socket.write(rest.slice(sent, ++sent));
      }, 40);
    });
    socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
    // Refused while we still write: what counts is that the connection is gone.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ text, ms: performance.now() - began });
    });
  });
}

test('slow clients are answered and closed at the deadline, and others are not held up meanwhile', async () => {
  const slow = manners.flatMap(([name, atOnce, rest]) =>
    Array.from({ length: clients }, async () => ({ name, ...(await slowly(atOnce, rest)) })),
  );
  const all = Promise.all(slow);
  const over = new AbortController();
  void all.then(() => over.abort());
  const waits: number[] = [];
  while (!over.signal.aborted) {
    const began = performance.now();
    expect((await front.admin.call('GET', '/v1/templates')).status).toBe(200);
    waits.push(performance.now() - began);
    await delay(20);
  }
  expect(waits.length).toBeGreaterThan(10);
  expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.9)]).toBeLessThan(requestTimeoutMs / 2);
  const answered = new Map<string, number>();
  for (const { name, text, ms } of await all) {
    expect(ms, name).toBeGreaterThan(requestTimeoutMs * 0.9);
    expect(ms, name).toBeLessThan(requestTimeoutMs * 6);
    // Who still writes when the server has closed may lose what it said: that is how TCP ends then.
    if (text === '' && writing.has(name)) continue;
    expect(text, name).toMatch(/^HTTP\/1\.1 408 /);
    const body = problem.parse(JSON.parse(text.split('\r\n\r\n')[1] ?? ''));
    expect(body.status, name).toBe(408);
    answered.set(name, (answered.get(name) ?? 0) + 1);
  }
  for (const [name] of manners) expect(answered.get(name), name).toBeGreaterThan(clients / 2);
}, 60_000);

test('the body of a stranger is not waited for, and its connection ends all the same', async () => {
  const post = head.replace(/Authorization: .*\r\n/, '');
  const { text, ms } = await slowly(`${post}Content-Length: 100\r\n\r\n{"name":"a"`, '');
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
  expect(ms).toBeLessThan(requestTimeoutMs * 6);
});
