/** Nobody holds all connections: not one address, not one user; and who sends ahead without end loses its own. */
import { limitsWith } from '@skerry/domain';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { heldOpen } from '../testing/held-open.ts';

let front: TestFrontEnd;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await front.close();
});

/** One request from an address of the loopback, over a connection of its own that stays open. */
async function ask(from: string, secret?: string): Promise<string> {
  const { port } = new URL(front.frontEnd.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from });
  sockets.push(socket);
  socket.on('error', () => {});
  const bearer = secret === undefined ? '' : `Authorization: Bearer ${secret}\r\n`;
  socket.write(`GET /v1/sessions/current HTTP/1.1\r\nHost: localhost\r\n${bearer}\r\n`);
  const first = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  return Buffer.isBuffer(first[0]) ? first[0].toString('latin1').slice(0, 12) : 'closed';
}
const many = (count: number, from: string, secret?: string) =>
  Promise.all(Array.from({ length: count }, () => ask(from, secret)));
function tally(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
const [served, stranger, refused, full] = ['HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 429', 'HTTP/1.1 503'];

test('one address has its share of connections, and others are served meanwhile', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'connections-address': 10 }) });
  expect(tally(await many(15, '127.0.0.2'))).toEqual({ [stranger]: 10, [full]: 5 });
  expect(await ask('127.0.0.3')).toBe(stranger);
  sockets.splice(0, 15).forEach((socket) => socket.destroy());
  await eventually(async () => expect(await ask('127.0.0.2')).toBe(stranger));
});

test('strangers from many addresses leave room for the addresses of people who are logged in', async () => {
  front = await startFrontEnd({ limits: limitsWith({ connections: 20, 'reserve-percent': 25 }) });
  const { secret } = front.admin;
  expect(await ask('127.0.0.9', secret)).toBe(served);
  const strangers = await Promise.all(Array.from({ length: 30 }, (_, i) => ask(`127.0.1.${i + 1}`)));
  expect(strangers).toContain(full);
  expect(await ask('127.0.2.1')).toBe(full);
  expect(await ask('127.0.0.9', secret)).toBe(served);
});

test('one user has its share of connections, whatever addresses it comes from', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'connections-user': 10 }) });
  const user = await front.user('greedy');
  const answers = (await Promise.all([2, 3, 4].map((n) => many(6, `127.0.0.${n}`, user.secret)))).flat();
  // One more is the connection over which the user logged in.
  expect([8, 9, 10]).toContain(tally(answers)[served]);
  expect(answers).toContain(refused);
  const other = await front.user('modest');
  expect(await ask('127.0.0.2', other.secret)).toBe(served);
});

test('the bodies of one user take no more memory than its share', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'request-bytes-user': 50_000 }) });
  const user = await front.user('heavy');
  const head = `POST /v1/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${user.secret}\r\nContent-Type: application/json\r\n`;
  const half = `${head}Content-Length: 20000\r\n\r\n{`;
  const waiting = await Promise.all([heldOpen(front.frontEnd.url, half), heldOpen(front.frontEnd.url, half)]);
  for (const more of [half, `${head}Transfer-Encoding: chunked\r\n\r\n`]) {
    const refusedHere = await heldOpen(front.frontEnd.url, more);
    await eventually(() => expect(refusedHere.text()).toMatch(/^HTTP\/1\.1 429 /));
    refusedHere.socket.destroy();
  }
  const other = await front.user('light');
  expect((await other.call('POST', '/v1/tokens', { name: 'mine', lifetimeSeconds: 60 })).status).toBe(201);
  for (const one of waiting) {
    expect(one.text()).toBe('');
    one.socket.destroy();
  }
  await eventually(async () =>
    expect((await user.call('POST', '/v1/tokens', { name: `t-${Date.now()}`, lifetimeSeconds: 60 })).status).toBe(201),
  );
});

test('who sends requests ahead without end loses the connection', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'requests-connection': 20 }) });
  const body = JSON.stringify({ name: 'admin', password: 'wrong' });
  const post = `POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const held = await heldOpen(front.frontEnd.url, post.repeat(100));
  const { text } = await held.gone(8000);
  expect(text.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThan(21);
  const few = await heldOpen(front.frontEnd.url, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(15));
  await eventually(() => expect(few.text().match(/HTTP\/1\.1 200/g)).toHaveLength(15));
  few.socket.destroy();
});
