/** Knows the address and nothing else. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, vi } from 'vitest';
import type { Attack } from './attack.ts';
import { all, type Scene } from './scene.ts';

/** More than the trail could have kept of anything but itself; few enough for a slow machine. */
const floods = 400;
/** Longer than any half request may stay; far below for ever. */
const gonePatienceMs = 60_000;

export const stranger: readonly Attack[] = [
  {
    rule: 'malformed log-ins push nothing out of the audit trail and are counted together',
    async run(scene) {
      const name = `kept-${randomUUID().slice(0, 8)}`;
      await scene.administrator.call('group.create', { body: { name } });
      const before = await all(scene.administrator, 'audit.list', { action: 'session.create' });
      for (let done = 0; done < floods; done += 20) {
        const bodies = Array.from({ length: 20 }, (_, i) => JSON.stringify({ name: `x${done + i}`, wrong: true }));
        const statuses = await Promise.all(bodies.map((body) => post(scene, '/v1/sessions', body)));
        expect(statuses.every((status) => status >= 400 && status < 500)).toBe(true);
      }
      const after = await all(scene.administrator, 'audit.list', { action: 'session.create' });
      expect(after.length - before.length).toBeLessThan(floods / 10);
      expect(await all(scene.administrator, 'audit.list', { action: 'group.create' })).not.toEqual([]);
    },
  },
  {
    rule: 'half requests, and refused upgrades whose answer is not taken as the end, do not stay',
    async run(scene) {
      const halves = [
        'POST /v1/sessions HTTP/1.1\r\nHost: ',
        'POST /v1/sessions HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"na',
        'GET /v1/console HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
        'GET /elsewhere HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      ];
      const sockets = await Promise.all(halves.map((half) => leaveHalf(scene, half)));
      try {
        await vi.waitFor(
          () => {
            // Only who writes learns that the other side is gone for good, and not only done with its own half.
            for (const socket of sockets) if (socket.readableEnded && !socket.destroyed) socket.write('x');
            expect(sockets.filter(({ destroyed }) => !destroyed)).toHaveLength(0);
          },
          { timeout: gonePatienceMs, interval: 1000 },
        );
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
  },
  {
    rule: 'a page whose name was turned to this address (another Host) is answered nothing',
    async run(scene) {
      // Public, so that nothing but the name can be why.
      for (const path of ['/openapi.json', '/']) {
        expect((await get(scene, path, {})).status).toBe(200);
        for (const host of ['rebind.example', `rebind.example:${new URL(scene.url).port}`]) {
          expect((await get(scene, path, { host })).status).toBeGreaterThanOrEqual(400);
        }
      }
    },
  },
  {
    rule: 'wrong passwords for a name do not lock out the person at another address, nor anybody else',
    async run(scene) {
      for (let tries = 0; tries < 30; tries++) {
        await post(scene, '/v1/sessions', JSON.stringify({ name: 'alice', password: 'not hers at all' }));
      }
      // Who is logged in stays so; another person at the same address can still come.
      expect((await scene.alice.call('session.get')).data).toBeDefined();
    },
  },
];

function headersOf(scene: Scene, more: Record<string, string>): Record<string, string> {
  return { host: new URL(scene.url).host, 'content-type': 'application/json', ...more };
}

function post(scene: Scene, path: string, body: string): Promise<number> {
  const { hostname, port } = new URL(scene.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method: 'POST', headers: headersOf(scene, {}) }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function get(scene: Scene, path: string, headers: Record<string, string>): Promise<{ status: number }> {
  const { hostname, port } = new URL(scene.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, headers: headersOf(scene, headers) }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0 }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Sends the text and then nothing, and does not close when the other side does. */
async function leaveHalf(scene: Scene, text: string): Promise<Socket> {
  const { hostname, port, host } = new URL(scene.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on('error', () => {});
  socket.resume();
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.write(text.replace('HOST', host));
  return socket;
}
