/** A page of another site whose name was made to lead to us gets nothing: not pages, not the API, not consoles. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { send, sendBytes } from '../testing/raw-http.ts';

let front: TestFrontEnd;
beforeAll(async () => {
  front = await startFrontEnd({ apiNames: ['cloud.example'], linkNames: ['front.example'] });
});
afterAll(() => front.close());

const status = async (host: string, path = '/health') =>
  send(front.frontEnd.url, { method: 'GET', path, headers: { host } });

test.each([
  'evil.example',
  'evil.example:7480',
  'localhost.evil.example',
  'cloud.example.evil',
  '127.0.0.1.evil.example',
])('%s is refused, and the sentence says which setting would let it in', async (host) => {
  for (const path of ['/health', '/', '/docs', '/metrics', '/v1/sessions/current', '/v1/events']) {
    const reply = await status(host, path);
    expect(reply.status, path).toBe(421);
    expect(JSON.parse(reply.text), path).toMatchObject({ code: 'host-refused' });
    expect(reply.text).toContain(`--api-name ${host.replace(/:.*/, '')}`);
  }
});

test.each([
  'localhost',
  'LOCALHOST:7480',
  '127.0.0.1',
  '[::1]:80',
  '192.0.2.1',
  'cloud.example',
  'Cloud.Example.:443',
  'front.example',
])('%s is served', async (host) => {
  expect((await status(host)).status).toBe(200);
});

test.each(['a b', 'user@localhost', 'localhost/x', '[::1', ''])('"%s" names no host', async (host) => {
  const text = await sendBytes(front.frontEnd.url, Buffer.from(`GET /health HTTP/1.1\r\nHost: ${host}\r\n\r\n`), false);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
});

test('a WebSocket under another name is refused', async () => {
  const upgrade = `GET /v1/console HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
  const text = await sendBytes(front.frontEnd.url, Buffer.from(upgrade), false);
  expect(text).toMatch(/^HTTP\/1\.1 421 /);
  expect(text).toContain('"code":"host-refused"');
});
