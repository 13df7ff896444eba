import { join } from 'node:path';
import {
  consoleCloseCodes,
  guestConsole,
  guestConsoleEnding,
  guestConsoleResize,
  guestDisplay,
  hostRegister,
} from '@skerry/contract';
import { type Instance, limitsWith } from '@skerry/domain';
import type { LinkDuplex } from '@skerry/link';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, goodHost, joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

interface Ticket {
  readonly path: string;
  readonly protocols: string[];
}
/** What the host's end saw. */
interface Opened {
  readonly method: string;
  readonly body: { instanceId: number; consoleId: string; type?: string };
  readonly stream: LinkDuplex;
}

let cloud: TestFrontEnd;
let cluster: FakeCluster;
let admin: Client;
let instanceId: number;
let opened: Opened[] = [];
const resizes: unknown[] = [];

async function must<T = { id: number }>(method: string, path: string, body?: object, client = admin): Promise<T> {
  const reply = await client.call<T>(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}
const setGuest = async (guest: 'running' | 'prepared') => {
  const instance = (await cluster.get(instanceId)) as Instance;
  const intent = { ...instance.intent, power: guest === 'running' ? 'running' : 'stopped' } as const;
  const observed = { reached: intent.generation, guest, reboots: 0, crashes: 0 };
  await cluster.put('instance', instanceId, { ...instance, hostId: 0, intent, observed });
  await eventually(async () => {
    const { state } = await must<{ state: string }>('GET', `/v1/instances/${instanceId}`);
    expect(state).toBe(guest === 'running' ? 'running' : 'stopped');
  });
};
const ticketFor = (type: string, client = admin) =>
  client.call<Ticket>('POST', `/v1/instances/${instanceId}/console`, { type });

/** A viewer, and all that came to it. */
function open({ path, protocols }: Ticket, headers: Record<string, string> = {}) {
  const socket = new WebSocket(cloud.frontEnd.url.replace('http', 'ws') + path, protocols, { headers });
  const received: Buffer[] = [];
  socket.on('message', (data: Buffer) => received.push(data));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.once('error', (error) => resolve({ code: 0, reason: error.message }));
  });
  return { socket, closed, text: () => Buffer.concat(received).toString() };
}
const view = async (type: string) => open((await ticketFor(type)).body);

beforeAll(async () => {
  const limits = { consoles: 12, 'consoles-user': 8, 'console-tickets-user': 10, 'reserve-percent': 25 };
  cloud = await startFrontEnd({ limits: limitsWith(limits) });
  admin = cloud.admin;
  const made = await must('POST', '/v1/clusters', { name: 'harbour' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${made.id}/join-token`, {});
  cluster = await joinFakeCluster(made.id, token);
  const take = (method: string) => (stream: LinkDuplex, body: unknown) =>
    void opened.push({ method, stream, body: body as Opened['body'] });
  cluster.session.handle({
    requests: {
      [guestConsoleResize.method]: (body) => {
        resizes.push(body);
        return {};
      },
    },
    streams: { [guestConsole.method]: take('console'), [guestDisplay.method]: take('display') },
  });
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const registered = await cluster.session.request(hostRegister.method, { name: 'rack', key: 'machine-1' });
  const { hostId } = hostRegister.reply.parse(registered);
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id));
  const path = join(cloud.directory, 'tiny.qcow2');
  await writeQcow2(path);
  const image = await must('POST', '/v1/images', { name: 'tiny', path, kinds: ['vm'] });
  const instance = { name: 'seen', kind: 'vm', imageId: image.id, networkIds: [], clusterId: cluster.id };
  const placed = { ...instance, memoryMiB: 64 };
  await eventually(async () => {
    const reply = await admin.call<{ id: number }>('POST', '/v1/instances', placed);
    expect(reply.status, reply.text).toBe(202);
    instanceId = reply.body.id;
  });
  await eventually(async () => expect(await cluster.get(instanceId)).toBeDefined());
  await setGuest('running');
}, 60_000);
beforeEach(() => {
  opened = [];
});
afterAll(async () => {
  await cluster.close();
  await cloud.close();
});

test('bytes go both ways, and what ends on one side ends on the other', async () => {
  const viewer = await view('serial');
  await eventually(() => expect(opened).toHaveLength(1));
  const { stream, body } = opened[0] as Opened;
  expect(body).toMatchObject({ instanceId, type: 'serial' });
  stream.write('login: ');
  await eventually(() => expect(viewer.text()).toBe('login: '));
  const typed: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => typed.push(bytes));
  viewer.socket.send(Buffer.from('root\n'));
  await eventually(() => expect(Buffer.concat(typed).toString()).toBe('root\n'));
  const gone = new Promise((resolve) => stream.once('close', resolve));
  viewer.socket.close(1000);
  await gone;
  await viewer.closed;
});

test('a ticket opens one console, once', async () => {
  const { body: ticket } = await ticketFor('display');
  const first = open(ticket);
  await eventually(() => expect(opened.map((o) => o.method)).toEqual(['display']));
  const second = await open(ticket).closed;
  expect(second).toEqual({
    code: consoleCloseCodes.ticketRefused,
    reason: 'This ticket was used already or has expired. Ask for another.',
  });
  expect(opened).toHaveLength(1);
  first.socket.terminate();
  await first.closed;
});

test('a page of another site opens nothing, whatever it knows', async () => {
  const { body: ticket } = await ticketFor('serial');
  expect((await open(ticket, { origin: 'https://evil.example' }).closed).reason).toContain('403');
  expect((await open({ ...ticket, protocols: ['skerry.console.v1'] }).closed).reason).toContain('400');
  expect((await open({ ...ticket, path: '/v1/else' }).closed).reason).toContain('404');
  expect(opened).toEqual([]);
  const ours = open(ticket, { origin: cloud.frontEnd.url });
  await eventually(() => expect(opened).toHaveLength(1));
  ours.socket.terminate();
});

test('who may only look gets no ticket; a stranger does not learn that there is an instance', async () => {
  const ann = await cloud.user('ann');
  expect((await ticketFor('serial', ann)).status).toBe(404);
  await must('PATCH', `/v1/instances/${instanceId}`, { permissions: 'um-u--u--' });
  const refused = await ticketFor('serial', ann);
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({ code: 'forbidden' });
});

test('a right that is taken ends the console that it opened', async () => {
  const bob = await cloud.user('bob');
  await must('PATCH', `/v1/instances/${instanceId}`, { permissions: 'um----um-' });
  await eventually(async () => expect((await cluster.get(instanceId))?.permissions.other.manage).toBe(true));
  const { body: ticket } = await ticketFor('serial', bob);
  const viewer = open(ticket);
  await eventually(() => expect(opened).toHaveLength(1));
  await must('PATCH', `/v1/instances/${instanceId}`, { permissions: 'um-------' });
  expect(await viewer.closed).toEqual({
    code: consoleCloseCodes.revoked,
    reason: 'The right to this console was taken.',
  });
});

test('a log-out ends the consoles of that log-in', async () => {
  const session = await cloud.logIn('admin', 'correct horse');
  const { body: ticket } = await ticketFor('serial', session);
  const viewer = open(ticket);
  await eventually(() => expect(opened).toHaveLength(1));
  await session.call('DELETE', '/v1/sessions/current');
  expect((await viewer.closed).code).toBe(consoleCloseCodes.revoked);
});

test('one user does not take all consoles, and ordinary users leave some for administrators', async () => {
  await must('PATCH', `/v1/instances/${instanceId}`, { permissions: 'um----um-' });
  await eventually(async () => expect((await cluster.get(instanceId))?.permissions.other.manage).toBe(true));
  const greedy = await cloud.user('greedy');
  const modest = await cloud.user('modest');
  const many = async (client: Client, count: number) => {
    const viewers = [];
    for (let i = 0; i < count; i++) viewers.push(open((await ticketFor('serial', client)).body));
    return viewers;
  };
  const greedys = await many(greedy, 10);
  const refused = await Promise.all(greedys.slice(8).map(({ closed }) => closed));
  for (const { code, reason } of refused) {
    expect(code).toBe(consoleCloseCodes.refused);
    expect(reason).toBe('You have 8 consoles open already. Close one first.');
  }
  await eventually(() => expect(opened).toHaveLength(8));
  // Nine of twelve are for everybody.
  const [first, second] = await many(modest, 2);
  expect((await second?.closed)?.reason).toMatch(/^All places for consoles are taken/);
  const [ours] = await many(admin, 1);
  await eventually(() => expect(opened).toHaveLength(10));
  const viewers = [...greedys, first, ours].filter((v) => v !== undefined);
  for (const { socket } of viewers) socket.terminate();
  await Promise.all(viewers.map(({ closed }) => closed));
  await eventually(async () => {
    const [again] = await many(modest, 1);
    await eventually(() => expect(opened.length).toBeGreaterThan(10), 1000);
    again?.socket.terminate();
  });
  await must('PATCH', `/v1/instances/${instanceId}`, { permissions: 'um-------' });
}, 30_000);

test('who asks for more and more tickets makes its own old ones void, nobody else’s', async () => {
  const { body: ours } = await ticketFor('serial');
  const session = await cloud.user('asker', [0]);
  const tickets = [];
  for (let i = 0; i < 12; i++) tickets.push((await ticketFor('serial', session)).body);
  expect((await open(tickets[0] as Ticket).closed).code).toBe(consoleCloseCodes.ticketRefused);
  const viewers = [open(ours), open(tickets[11] as Ticket)];
  await eventually(() => expect(opened).toHaveLength(2));
  for (const { socket } of viewers) socket.terminate();
});

test('a changed password ends the consoles of log-ins before it, but not of the one that changed it', async () => {
  const here = await cloud.user('cecil', [0]);
  const there = await cloud.logIn('cecil', 'password of cecil');
  const viewers = [open((await ticketFor('serial', here)).body), open((await ticketFor('serial', there)).body)];
  await eventually(() => expect(opened).toHaveLength(2));
  await must(
    'PATCH',
    `/v1/users/${here.id}`,
    { password: 'another password', currentPassword: 'password of cecil' },
    here,
  );
  expect((await viewers[1]?.closed)?.code).toBe(consoleCloseCodes.revoked);
  expect((await here.call('GET', '/v1/sessions/current')).status).toBe(200);
  expect(viewers[0]?.socket.readyState).toBe(WebSocket.OPEN);
  viewers[0]?.socket.terminate();
});

test('the viewer reads why it ended: the host says it, or the link was cut', async () => {
  const stopped = await view('serial');
  await eventually(() => expect(opened).toHaveLength(1));
  const { consoleId } = (opened[0] as Opened).body;
  const message = 'The guest was stopped.';
  await cluster.session.request(guestConsoleEnding.method, { consoleId, why: 'stopped', message });
  (opened[0] as Opened).stream.end('last words');
  expect(await stopped.closed).toEqual({ code: consoleCloseCodes.stopped, reason: message });
  expect(stopped.text()).toBe('last words');

  const busy = await view('serial');
  await eventually(() => expect(opened).toHaveLength(2));
  const failure = { code: 'guest-busy', kind: 'refused', message: 'Somebody else holds it.' } as const;
  (opened[1] as Opened).stream.abort(failure);
  expect(await busy.closed).toEqual({ code: consoleCloseCodes.refused, reason: 'Somebody else holds it.' });

  const cut = await view('serial');
  await eventually(() => expect(opened).toHaveLength(3));
  (opened[2] as Opened).stream.abort({ code: 'host-cut', kind: 'failed', message: 'Host 0 is away.' });
  expect((await cut.closed).code).toBe(consoleCloseCodes.cut);
});

test('the size of the terminal reaches the host for shells only; nonsense ends the console', async () => {
  const viewer = await view('serial');
  await eventually(() => expect(opened).toHaveLength(1));
  viewer.socket.send(JSON.stringify({ type: 'resize', columns: 120, rows: 40 }));
  viewer.socket.send('{"type":"resize","columns":0}');
  expect((await viewer.closed).code).toBe(consoleCloseCodes.malformed);
  expect(resizes).toEqual([]);
});

test('a viewer that does not read holds the guest back, and the memory of the front-end stays small', async () => {
  const viewer = await view('display');
  await eventually(() => expect(opened).toHaveLength(1));
  const { stream } = opened[0] as Opened;
  await eventually(() => expect(viewer.socket.readyState).toBe(WebSocket.OPEN));
  viewer.socket.pause();
  const chunk = Buffer.alloc(64 * 1024, 7);
  let sent = 0;
  // Kernel buffers of the loopback take some MiB; a side that is not held takes all of this.
  const limit = 256 * 1024 * 1024;
  while (sent < limit) {
    sent += chunk.length;
    if (stream.write(chunk)) continue;
    const drained = new Promise((resolve) => stream.once('drain', () => resolve(true)));
    const late = new Promise((resolve) => setTimeout(() => resolve(false), 1000));
    if (!(await Promise.race([drained, late]))) break;
  }
  expect(sent).toBeLessThan(limit / 4);
  viewer.socket.resume();
  await eventually(() => expect(viewer.text().length).toBeGreaterThan(sent / 2));
  viewer.socket.terminate();
  await new Promise((resolve) => stream.once('close', resolve));
});

test('what is not possible now is refused by a sentence, the same that the view shows', async () => {
  const shell = await ticketFor('shell');
  expect(shell.status).toBe(409);
  const { consoles } = await must<{ consoles: Record<string, string> }>('GET', `/v1/instances/${instanceId}`);
  expect(shell.body).toMatchObject({ code: 'console-unavailable', detail: consoles['shell'] });
  await setGuest('prepared');
  expect((await ticketFor('serial')).body).toMatchObject({ code: 'console-unavailable' });
  await setGuest('running');
});

test('the audit says who asked for which console of what', async () => {
  await ticketFor('serial');
  const audit = await must<{ items: { action: string; object: unknown; outcome: string }[] }>('GET', '/v1/audit');
  expect(audit.items[0]).toMatchObject({
    action: 'instance.console',
    outcome: 'done',
    object: { kind: 'instance', id: instanceId, name: 'seen' },
    detail: 'serial',
  });
  expect(JSON.stringify(audit)).not.toContain('skerry.ticket');
});

test('while the link to the cluster is cut no ticket is given, and open consoles say why they ended', async () => {
  const viewer = await view('serial');
  await eventually(() => expect(opened).toHaveLength(1));
  await cluster.cut();
  expect((await viewer.closed).code).toBe(consoleCloseCodes.cut);
  const refused = await ticketFor('serial');
  expect(refused.status).toBe(503);
  expect(refused.body).toMatchObject({ code: 'cluster-cut' });
});
