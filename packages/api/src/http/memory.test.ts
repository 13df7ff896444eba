/**
 * Whatever strangers and broken clients do to the front-end, its heap does not grow with it: the same is done again
 * and again, the garbage is collected, and what is left is fitted with a line.
 */
import { guestConsole, hostRegister } from '@skerry/contract';
import { defaultLimits } from '@skerry/domain';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import type { LinkDuplex } from '@skerry/link';
import { createMemoryStore, type Store, type Write } from '@skerry/store';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { keys } from '../state/keys.ts';
import { eventually } from '../testing/eventually.ts';
import { goodHost, joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { adminPassword, startFrontEnd } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../testing/instance-record.ts';
import { send } from '../testing/raw-http.ts';

/**
 * Bytes of heap that one batch of some 130 events may leave behind, by the line through all. What is kept with a bound
 * (guesses at passwords, rights of what is gone, tickets that nobody used) still fills up in the first hundred batches:
 * 70,000 were seen over 10 of them, 25,000 over 80.
 */
const boundPerBatch = 120_000;
const warmUp = 6;
const { seed, rounds, timeoutMs } = campaign(10, 10_000);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Slope of the least-squares line through the values at 0, 1, 2… */
function slopeOf(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, y) => sum + y, 0) / values.length;
  const above = values.reduce((sum, y, x) => sum + (x - meanX) * (y - meanY), 0);
  return above / values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
}

test('the slope of a line is found', () => {
  expect(slopeOf([5, 7, 9, 11])).toBe(2);
  expect(slopeOf([3, 4, 2, 3])).toBeCloseTo(-0.2);
});

/** The audit trail is full from the beginning: what it keeps of a batch takes the place of as much that it forgets. */
async function fillTheTrail(store: Store): Promise<void> {
  const front = await startFrontEnd({ store });
  await front.close();
  const { entries } = await store.list('/audit/');
  const record = entries.map((e) => e.value as Record<string, string>).find((r) => r['action'] === 'session.create');
  if (!record) throw new Error('a log-in was not written down');
  for (let from = 0; from < defaultLimits['audit-records']; from += 100) {
    const writes = Array.from({ length: 100 }, (_, i): Write => {
      const sequence = from + i;
      return { op: 'put', key: keys.audit(sequence), value: { ...record, sequence } };
    });
    await store.commit({ writes });
  }
}

async function startCloud() {
  // Its history, too, is as long as it will be before the first look.
  const store = createMemoryStore({ historyRevisions: 100 });
  await fillTheTrail(store);
  let waitedMs = 0;
  const clock = { now: () => new Date(), monotonicMs: () => performance.now() + waitedMs };
  const front = await startFrontEnd({ store, clock });
  const { body: made } = await front.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'site' });
  const { body: joined } = await front.admin.call<{ token: string }>('POST', `/v1/clusters/${made.id}/join-token`, {});
  const site = await joinFakeCluster(made.id, joined.token);
  const opened: LinkDuplex[] = [];
  const answer = () =>
    site.session.handle({
      streams: { [guestConsole.method]: (stream: LinkDuplex) => void opened.push(stream.resume()) },
    });
  answer();
  await site.session.waitFor('connected', { deadlineMs: 8000 });
  const { hostId } = hostRegister.reply.parse(await site.session.request(hostRegister.method, { name: 'h', key: 'h' }));
  await site.lease(1000);
  await site.put('host-status', hostId, goodHost(hostId, made.id));
  await site.put('instance', 500, instanceRecord(500, made.id, { hostId }));
  const online = () =>
    eventually(async () => {
      const { body } = await front.admin.call('GET', '/v1/instances/500');
      expect(body['state']).toBe('running');
      expect((await front.admin.call('GET', `/v1/clusters/${made.id}`)).body['state']).toBe('online');
    });
  await online();
  return {
    front,
    site,
    opened,
    async reconnect() {
      await site.cut();
      site.heal();
      answer();
      await site.session.waitFor('connected', { deadlineMs: 8000 });
      await online();
    },
    forgiveGuesses: () => void (waitedMs += 3600_000),
    async close() {
      await site.close();
      await front.close();
      await store.close();
    },
  };
}
type TestCloud = Awaited<ReturnType<typeof startCloud>>;

async function garbage({ front }: TestCloud, random: () => number): Promise<void> {
  const text = (n: number) => Array.from({ length: n }, () => String.fromCharCode(33 + random() * 90)).join('');
  await Promise.all(
    Array.from({ length: 100 }, () =>
      send(front.frontEnd.url, {
        method: random() < 0.5 ? 'POST' : 'GET',
        path: `/v1/${['groups', 'instances', 'nothing', text(8).replaceAll(/[^a-z]/g, '')][Math.floor(random() * 4)]}?${encodeURIComponent(text(9))}=1`,
        headers: {
          ...(random() < 0.5 ? {} : { authorization: `Bearer ${random() < 0.5 ? text(30) : front.admin.secret}` }),
          'idempotency-key': text(20),
          'content-type': 'application/json',
          [`x-${text(5).replaceAll(/[^a-z]/g, 'a')}`]: text(20),
        },
        body: Buffer.from(`{"${text(5).replaceAll(/["\\]/g, '')}":${random()}`),
      }),
    ),
  );
}

async function logInsAndOuts({ front, forgiveGuesses }: TestCloud, random: () => number): Promise<void> {
  for (let i = 0; i < 4; i++) {
    const client = await front.logIn('admin', adminPassword);
    expect((await client.call('DELETE', '/v1/sessions/current')).status).toBe(204);
    const guess = { name: `nobody-${random()}`, password: 'wrong' };
    expect((await front.anonymous.call('POST', '/v1/sessions', guess)).status).toBe(401);
    forgiveGuesses();
  }
}

async function brokenReaders({ front }: TestCloud): Promise<void> {
  const { hostname, port } = new URL(front.frontEnd.url);
  const asked = `GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${front.admin.secret}\r\n\r\n`;
  const breaksOff = () =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(asked));
      socket.on('data', (part) => part.includes('hello') && socket.destroy());
      socket.on('close', () => resolve());
    });
  await Promise.all(Array.from({ length: 15 }, breaksOff));
}

async function brokenConsoles({ front, opened }: TestCloud): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const asked = await front.admin.call<{ path: string; protocols: string[] }>('POST', '/v1/instances/500/console', {
      type: 'serial',
    });
    expect(asked.status, asked.text).toBeLessThan(300);
    // Every other ticket is never used.
    if (i % 2 === 1) continue;
    const before = opened.length;
    const socket = new WebSocket(front.frontEnd.url.replace('http', 'ws') + asked.body.path, asked.body.protocols);
    await eventually(() => expect(opened.length).toBe(before + 1));
    const stream = opened.at(-1);
    const ended = new Promise<void>((resolve) => stream?.once('close', () => resolve()));
    stream?.on('error', () => {});
    socket.on('error', () => {});
    socket.terminate();
    await ended;
  }
  opened.length = 0;
}

test(
  'garbage, log-ins, readers and consoles that break off, and links that come back leave nothing in the heap',
  async () => {
    const cloud = await startCloud();
    const random = randomOf(seed);
    const heap: number[] = [];
    try {
      for (let batch = 0; batch < warmUp + rounds; batch++) {
        await garbage(cloud, random);
        await logInsAndOuts(cloud, random);
        await brokenReaders(cloud);
        await brokenConsoles(cloud);
        await cloud.reconnect();
        // What ends behind an answer has ended.
        await new Promise((resolve) => setTimeout(resolve, 30));
        collect();
        collect();
        heap.push(process.memoryUsage().heapUsed);
      }
      const after = heap.slice(warmUp);
      console.log(
        `${rounds} batches: ${Math.round(slopeOf(after))} bytes each, ${Math.round((heap.at(-1) ?? 0) / 1024)} KiB at the end`,
      );
      expect(slopeOf(after), after.join(' ')).toBeLessThan(boundPerBatch);
    } finally {
      await cloud.close();
    }
  },
  timeoutMs + 30_000,
);
