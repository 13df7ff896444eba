import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type Json, type Log, silentLog } from '@skerry/kit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openAuthority } from './ca/authority.ts';
import { createChild } from './child.ts';
import { certificateRequest } from './join/certificate-request.ts';
import { newKeyPair, privateKeyPem } from './ca/keys.ts';
import { readCredentials } from './join/credentials.ts';
import { startTestCloud, type TestCloud } from './testing/cloud.ts';
import { type Proxy, startProxy } from './testing/proxy.ts';
import { until } from './testing/until.ts';

let cloud: TestCloud;
let proxy: Proxy | undefined;
afterEach(async () => {
  await cloud.close();
  await proxy?.close();
  proxy = undefined;
});
const deadlineMs = 5000;

/** A child whose cable is the proxy. */
async function childBehindProxy(id: string, options: Parameters<TestCloud['child']>[1] = {}) {
  proxy = await startProxy(cloud.parent.port);
  return await cloud.child(id, { urls: [cloud.url(proxy.port)], ...options });
}

const listening = async (server: Server): Promise<AddressInfo> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
};

/** What a WebSocket without our session gets: the status of its refusal, or 'open'. */
function knock(tls: { ca?: string; cert?: string; key?: string }, path = '/link'): Promise<number | string> {
  const ws = new WebSocket(`wss://127.0.0.1:${cloud.parent.port}${path}`, { rejectUnauthorized: false, ...tls });
  return new Promise((resolve) => {
    ws.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    ws.once('open', () => resolve('open'));
    ws.once('error', (error) => resolve(error.message));
  }).finally(() => ws.terminate()) as Promise<number | string>;
}

describe('a parent', () => {
  test('talks with a child that joined over mutual TLS, both ways', async () => {
    cloud = await startTestCloud({ accept: () => ({ requests: { hello: (body) => ['parent heard', body] } }) });
    const child = await cloud.child('7', { handlers: { requests: { hello: (body) => ['child heard', body] } } });
    expect(await child.request('hello', 'a')).toEqual(['parent heard', 'a']);
    expect(await cloud.parent.sessions.get('7')!.request('hello', 'b')).toEqual(['child heard', 'b']);
  });

  test('ends although a child comes back while it ends', async () => {
    cloud = await startTestCloud();
    await (await childBehindProxy('7')).waitFor('connected', { deadlineMs });
    await (await cloud.child('8')).close();
    const { authority: ca, certificate: cert, key } = readCredentials(cloud.childDir('8'))!;
    const late = connect({ host: '127.0.0.1', port: cloud.parent.port, ca, cert, key });
    await once(late, 'secureConnect');
    // Child 7 does not answer: the parent waits for it, and child 8 asks for its link meanwhile.
    proxy?.stall();
    const closed = cloud.parent.close().then(() => 'closed');
    const hello = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13';
    late.write(`GET /link HTTP/1.1\r\nHost: x\r\n${hello}\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`);
    late.on('error', () => {});
    expect(await Promise.race([closed, delay(deadlineMs, 'still there')])).toBe('closed');
    late.destroy();
  });

  test('lets a stranger no further than to the join', async () => {
    cloud = await startTestCloud();
    expect(await knock({})).toBe(401);
    const other = await openAuthority({ dir: `${cloud.dir}/other`, cloudId: 'test' });
    const keys = await newKeyPair();
    const cert = await other.issue(await certificateRequest(keys), { role: 'host', id: '7' });
    expect(await knock({ cert, key: await privateKeyPem(keys.privateKey) })).toBe(401);
    const server = await cloud.ca.issueServer(['127.0.0.1']);
    expect(await knock({ cert: server.certificate, key: server.key })).toBe(401);
    expect(cloud.parent.sessions.size).toBe(0);
  });

  test('refuses a child that is not accepted any more, and tells it so', async () => {
    cloud = await startTestCloud({ accept: ({ id }) => id !== '8' });
    const said: string[] = [];
    const log: Log = { ...silentLog, error: (_, sentence) => void said.push(sentence), child: () => log };
    const child = await cloud.child('8', { log });
    const failure = await new Promise((resolve) => child.on('refused', (event) => resolve(event.failure)));
    expect(failure).toMatchObject({ code: 'link-not-accepted' });
    // Its own log says what to do, whatever it is that joined.
    await vi.waitFor(() => expect(said).toEqual([expect.stringContaining('join again with a new token')]));
    const { key, certificate } = readCredentials(cloud.childDir('8'))!;
    expect(await knock({ key, cert: certificate })).toBe(403);
    expect(await knock({ key, cert: certificate }, '/other')).toBe(404);
    expect(cloud.parent.sessions.size).toBe(0);
  });

  test('tells a child that was declared lost that it was, in a word of its own', async () => {
    cloud = await startTestCloud({ accept: ({ id }) => (id === '8' ? 'lost' : true) });
    const child = await cloud.child('8');
    const failure = await new Promise((resolve) => child.on('refused', (event) => resolve(event.failure)));
    expect(failure).toMatchObject({ code: 'link-declared-lost' });
    expect(cloud.parent.sessions.size).toBe(0);
  });

  test('is refused by a child whose authority did not make its certificate', async () => {
    cloud = await startTestCloud();
    const other = await startTestCloud();
    try {
      const child = await cloud.child('7', { urls: [other.url()] });
      await expect(child.waitFor('connected', { deadlineMs: 500 })).rejects.toMatchObject({
        failure: { code: 'link-deadline' },
      });
      expect(other.parent.sessions.size).toBe(0);
    } finally {
      await other.close();
    }
  });

  test('takes the newer of two connections of one child', async () => {
    cloud = await startTestCloud();
    const first = await cloud.child('7');
    await first.waitFor('connected', { deadlineMs });
    const second = createChild({ dir: cloud.childDir('7'), handlers: { requests: { who: () => 'second' } } });
    try {
      await Promise.all([
        first.waitFor('cut', { deadlineMs }),
        new Promise((resolve) => first.on('refused', resolve)),
        second.waitFor('connected', { deadlineMs }),
      ]);
      expect(await cloud.parent.sessions.get('7')!.request('who', null)).toBe('second');
      expect(cloud.parent.sessions.size).toBe(1);
    } finally {
      await second.close();
    }
  });

  test('that swallows dials is dialled less and less often, however long each takes', async () => {
    cloud = await startTestCloud();
    await (await cloud.child('7')).close();
    const dialled: number[] = [];
    // Takes the connection and says nothing, for longer than a connection takes to count as stable.
    const silent = createServer((socket) => {
      dialled.push(performance.now());
      socket.on('error', () => {});
      setTimeout(() => socket.destroy(), 1050);
    });
    const { port } = await listening(silent);
    const child = createChild({ dir: cloud.childDir('7'), urls: [cloud.url(port)] });
    try {
      await until(() => dialled.length === 4, 'it is dialled four times', 20_000);
      const [first = 0, second = 0, third = 0, fourth = 0] = dialled;
      // After 0.2 and 0.8 s, a fifth more or less.
      expect(fourth - third).toBeGreaterThan(second - first + 350);
    } finally {
      await child.close();
      silent.close();
    }
  }, 30_000);

  test('is reached by a child whose clock was set back by years', async () => {
    // Its certificates are made four years after what every clock says now.
    const now = () => new Date(Date.now() + 4 * 365 * 86_400_000);
    cloud = await startTestCloud({ now });
    const child = await cloud.child('7');
    await child.waitFor('connected', { deadlineMs });
  });

  test('forgets a child that was removed', async () => {
    cloud = await startTestCloud();
    const child = await cloud.child('7');
    await child.waitFor('connected', { deadlineMs });
    await cloud.parent.forget('7');
    await child.waitFor('cut', { deadlineMs });
  });
});

describe('a link over a network', () => {
  test('loses and doubles nothing when it is cut 5 times under 10,000 messages', async () => {
    const got: Json[] = [];
    cloud = await startTestCloud({ accept: () => ({ notifications: { tell: (body) => void got.push(body) } }) });
    const child = await childBehindProxy('7');
    await child.waitFor('connected', { deadlineMs });
    for (let i = 0; i < 10_000; i++) child.notify('tell', i);
    for (let cut = 1; cut <= 5; cut++) {
      await until(() => got.length >= cut * 1000, `${cut * 1000} messages`, 15_000);
      proxy!.cut();
    }
    await until(() => got.length >= 10_000, 'all messages', 15_000);
    expect(got).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(proxy!.connections).toBeGreaterThan(1);
  });

  test('that carries nothing any more is found dead by both sides, and heals', async () => {
    const times = { heartbeatMs: 50, silenceMs: 300 };
    cloud = await startTestCloud({ ...times, accept: () => ({ requests: { ping: () => 'pong' } }) });
    const child = await childBehindProxy('7', times);
    await child.waitFor('connected', { deadlineMs });
    const parent = cloud.parent.sessions.get('7')!;
    await parent.waitFor('connected', { deadlineMs });
    const reasons: string[] = [];
    parent.on('cut', ({ reason }) => reasons.push(reason));
    child.on('cut', ({ reason }) => reasons.push(reason));
    const began = performance.now();
    proxy!.stall();
    const answer = child.request('ping', null);
    await Promise.all([child.waitFor('cut', { deadlineMs }), parent.waitFor('cut', { deadlineMs })]);
    expect(performance.now() - began).toBeGreaterThan(250);
    // Silence allowed and two signs of life, and room for a busy machine.
    expect(performance.now() - began).toBeLessThan(2000);
    expect(reasons).toEqual(['the other side is silent', 'the other side is silent']);
    proxy!.resume();
    expect(await answer).toBe('pong');
  });

  test('stays up while idle, and while one large message crosses for longer than the silence allowed', async () => {
    const times = { heartbeatMs: 40, silenceMs: 200 };
    cloud = await startTestCloud({
      ...times,
      accept: () => ({ requests: { size: (body) => (body as string).length } }),
    });
    const child = await childBehindProxy('7', times);
    await child.waitFor('connected', { deadlineMs });
    let cuts = 0;
    child.on('cut', () => cuts++);
    const { since } = child;
    await until(() => performance.now() - since > 600, 'a while');
    expect(performance.now() - child.lastHeard!).toBeLessThan(200);
    proxy!.pace(8192, 4);
    const began = performance.now();
    expect(await child.request('size', 'x'.repeat(1_000_000))).toBe(1_000_000);
    expect(performance.now() - began).toBeGreaterThan(400);
    expect(cuts).toBe(0);
  });

  test('carries a stream whose reader is slow without holding it in memory', async () => {
    let read = 0;
    cloud = await startTestCloud({
      accept: () => ({
        streams: {
          slow: async (stream) => {
            for await (const chunk of stream as AsyncIterable<Buffer>) {
              read += chunk.length;
              await new Promise(setImmediate);
            }
            stream.end('done');
          },
        },
      }),
    });
    const child = await cloud.child('7');
    await child.waitFor('connected', { deadlineMs });
    const stream = child.openStream('slow', null);
    const ended = new Promise((resolve) => stream.once('data', (data: Buffer) => resolve(data.toString())));
    const block = Buffer.alloc(65_536);
    let ahead = 0;
    for (let sent = 0; sent < 512; sent++) {
      ahead = Math.max(ahead, sent * block.length - read);
      if (!stream.write(block)) await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();
    expect(await ended).toBe('done');
    expect(read).toBe(512 * block.length);
    expect(ahead).toBeLessThan(1024 * 1024);
  });

  test('tells a child that its parent is another process now, and asks the new one', async () => {
    let life = 0;
    cloud = await startTestCloud({
      accept: () => ({ requests: { life: () => life, hang: () => new Promise(() => {}) } }),
    });
    const child = await cloud.child('7');
    expect(await child.request('life', null)).toBe(0);
    const hanging = expect(child.request('hang', null)).rejects.toMatchObject({ failure: { code: 'link-restarted' } });
    const restarted = new Promise((resolve) => child.on('restarted', resolve));
    life = 1;
    await cloud.restartParent();
    await Promise.all([restarted, hanging]);
    expect(await child.request('life', null)).toBe(1);
  });
});
