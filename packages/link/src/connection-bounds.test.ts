import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { usualConnectionLimits } from './connection-bounds.ts';
import { startTestCloud, type TestCloud } from './testing/cloud.ts';

let cloud: TestCloud;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await cloud.close();
});

const start = async (limits: Partial<typeof usualConnectionLimits>) =>
  (cloud = await startTestCloud({ connections: { ...usualConnectionLimits, ...limits } }));

async function stranger(address = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: cloud.parent.port, localAddress: address, allowHalfOpen: true });
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}
const ended = async (socket: Socket) => {
  if (!socket.destroyed && !socket.readableEnded) await Promise.race([once(socket, 'close'), once(socket, 'end')]);
};

test('one address takes no more than its part of the port: who comes later from it is cut, others are not', async () => {
  await start({ each: 4 });
  for (let i = 0; i < 4; i++) await stranger('127.0.0.2');
  const fifth = await stranger('127.0.0.2');
  fifth.resume();
  await ended(fifth);
  await (await cloud.child('7')).waitFor('connected', { deadlineMs: 5000 });
});

test('when strangers hold all places, those from which children came still find one', async () => {
  await start({ all: 20, reservePercent: 50 });
  const child = await cloud.child('7');
  await child.waitFor('connected', { deadlineMs: 5000 });
  for (let i = 0; i < 12; i++) (await stranger(`127.0.1.${i + 1}`)).resume();
  const late = await stranger('127.0.1.200');
  late.resume();
  await ended(late);
  await (await cloud.child('8')).waitFor('connected', { deadlineMs: 5000 });
});

test.each<[string, (port: number) => Promise<Socket>]>([
  ['that says nothing', () => stranger()],
  [
    'with half a handshake',
    async () => {
      const socket = await stranger();
      socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]));
      return socket;
    },
  ],
  ['that asks nothing after its handshake', (port) => talking(port, '')],
  ['with half a request', (port) => talking(port, 'POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{')],
  ['with half its headers', (port) => talking(port, 'POST /join HTTP/1.1\r\nHo')],
  [
    'that was refused and keeps its end open',
    (port) => talking(port, 'GET /link HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
  ],
])('a connection %s is cut when it should be a link, and a link stays', async (_, open) => {
  await start({ settleMs: 700 });
  const child = await cloud.child('7');
  await child.waitFor('connected', { deadlineMs: 5000 });
  const socket = await open(cloud.parent.port);
  socket.resume();
  await ended(socket);
  // Gone, not only silent: what is still said to it is answered by the kernel.
  await vi.waitFor(
    () => {
      if (!socket.destroyed) socket.write('x');
      expect(socket.destroyed).toBe(true);
    },
    { timeout: 8000, interval: 50 },
  );
  expect(child.state).toBe('connected');
});

/** Over TLS; its own end stays open whatever the other does. */
async function talking(port: number, text: string): Promise<Socket> {
  const ends = { host: '127.0.0.1', port, rejectUnauthorized: false, allowHalfOpen: true };
  const socket = connectTls(ends);
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'secureConnect');
  if (text !== '') socket.write(text);
  return socket;
}
