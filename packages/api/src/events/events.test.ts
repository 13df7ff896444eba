import { connect } from 'node:net';
import { limitsWith, publicPermissions } from '@skerry/domain';
import type { Json } from '@skerry/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd({ limits: limitsWith({ 'event-streams': 12, 'event-streams-user': 8 }) });
});
afterAll(() => cloud.close());

interface Event {
  id: number;
  event: string;
  data: { kind?: string; id?: number; object?: Record<string, unknown>; revision: number };
}

/** Reads events until `close`. */
async function open(client: Client, options: { query?: string; lastEventId?: number } = {}) {
  const ending = new AbortController();
  const response = await fetch(`${cloud.frontEnd.url}/v1/events${options.query ?? ''}`, {
    signal: ending.signal,
    headers: {
      authorization: `Bearer ${client.secret}`,
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': String(options.lastEventId) }),
    },
  });
  const events: Event[] = [];
  let ended = false;
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
        if (part.startsWith(':')) continue;
        events.push({
          id: Number(field('id')),
          event: field('event'),
          data: JSON.parse(field('data')) as Event['data'],
        });
      }
    }
  })()
    .catch(() => {})
    .finally(() => (ended = true));
  return {
    status: response.status,
    events,
    ended: () => ended,
    async close() {
      ending.abort();
      await reading;
    },
  };
}
const group = async (name: string, more: object = {}) =>
  (await cloud.admin.call<{ id: number }>('POST', '/v1/groups', { name, ...more })).body.id;

test('changes arrive as they happen, with the view of the object, only of the kinds asked for', async () => {
  const stream = await open(cloud.admin, { query: '?kinds=group' });
  const id = await group('evented');
  await cloud.user('not-a-group');
  await cloud.admin.call('PATCH', `/v1/groups/${id}`, { labels: { a: 'b' } });
  await cloud.admin.call('DELETE', `/v1/groups/${id}`);
  await eventually(() => expect(stream.events.at(-1)?.event).toBe('delete'));
  expect(stream.events[0]?.event).toBe('hello');
  expect(stream.events.slice(1).map((e) => [e.event, e.data.kind, e.data.id])).toEqual([
    ['put', 'group', id],
    ['put', 'group', id],
    ['delete', 'group', id],
  ]);
  expect(stream.events[2]?.data.object).toMatchObject({ name: 'evented', labels: { a: 'b' } });
  const ids = stream.events.map((e) => e.id);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  await stream.close();
});

test('nobody hears of what it may not use; losing the right looks like a deletion', async () => {
  const bob = await cloud.user('bob');
  const stream = await open(bob, { query: '?kinds=group' });
  const hidden = await group('hidden', { permissions: 'um-------' });
  const open_ = await group('open');
  await cloud.admin.call('PATCH', `/v1/groups/${open_}`, { permissions: 'um-------' });
  await eventually(() => expect(stream.events.at(-1)).toMatchObject({ event: 'delete', data: { id: open_ } }));
  await cloud.admin.call('DELETE', `/v1/groups/${hidden}`);
  const last = await group('last');
  await eventually(() => expect(stream.events.at(-1)?.data.id).toBe(last));
  expect(stream.events.some((e) => e.data.id === hidden)).toBe(false);
  await stream.close();
});

test('a replay tells nobody of what was hidden from it, and that something is gone only to who could see it', async () => {
  const carl = await cloud.user('carl');
  const first = await open(carl, { query: '?kinds=group' });
  const seen = await group('seen');
  const hiding = await group('hiding');
  await eventually(() => expect(first.events.at(-1)?.data.id).toBe(hiding));
  const lastEventId = first.events.at(-1)?.id as number;
  await first.close();
  const secret = await group('secret', { permissions: 'um-------' });
  await cloud.admin.call('PATCH', `/v1/groups/${secret}`, { labels: { a: 'b' } });
  const brief = await group('brief', { permissions: 'um-------' });
  await cloud.admin.call('DELETE', `/v1/groups/${brief}`);
  // Hidden first, then deleted: it could be seen when the reader left.
  await cloud.admin.call('PATCH', `/v1/groups/${hiding}`, { permissions: 'um-------' });
  await cloud.admin.call('DELETE', `/v1/groups/${hiding}`);
  await cloud.admin.call('PATCH', `/v1/groups/${seen}`, { permissions: 'um-------' });
  const last = await group('last-told');
  const second = await open(carl, { query: '?kinds=group', lastEventId });
  await eventually(() => expect(second.events.at(-1)?.data.id).toBe(last));
  const told = second.events.slice(1).map((e) => `${e.event} ${e.data.id}`);
  expect(told.toSorted()).toEqual([`delete ${hiding}`, `delete ${seen}`, `put ${last}`].toSorted());
  await second.close();
});

test('after a restart, and with other groups, an ordinary reader lists again, whatever others did', async () => {
  const dora = await cloud.user('dora');
  const first = await open(dora, { query: '?kinds=group' });
  await eventually(() => expect(first.events).toHaveLength(1));
  const lastEventId = first.events[0]?.id as number;
  const shared = await group('shared-with-dora', { permissions: 'um-u-----' });
  await cloud.admin.call('PATCH', `/v1/users/${dora.id}`, { groupIds: [1, shared] });
  await eventually(() => expect(first.events.map((e) => e.event)).toContain('resync'));
  await first.close();
  await cloud.restart();
  const second = await open(dora, { query: '?kinds=group', lastEventId });
  await eventually(() => expect(second.events.map((e) => e.event)).toEqual(['hello', 'resync']));
  await second.close();
});

test('a busy neighbour is not heard: commands for a cluster tell who only uses it nothing', async () => {
  const cluster = (await cloud.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'busy' })).body.id;
  const emil = await cloud.user('emil');
  const streams = {
    emil: await open(emil, { query: '?kinds=cluster' }),
    admin: await open(cloud.admin, { query: '?kinds=cluster' }),
  };
  const order = { type: 'instance', instanceId: 1, command: { type: 'start' } };
  const command = { id: 900, clusterId: cluster, userId: 0, issuedAt: new Date().toISOString(), order };
  await cloud.store.commit({
    writes: [{ op: 'put', key: `/commands/${cluster}/000000000900`, value: command as unknown as Json }],
  });
  await eventually(() => expect(streams.admin.events.at(-1)?.data.object).toMatchObject({ waitingCommands: 1 }));
  await cloud.admin.call('PATCH', `/v1/clusters/${cluster}`, { labels: { a: 'b' } });
  await eventually(() => expect(streams.emil.events.at(-1)?.data.id).toBe(cluster));
  expect(streams.emil.events).toHaveLength(2);
  expect(streams.emil.events[1]?.data.object).not.toHaveProperty('waitingCommands');
  await Promise.all(Object.values(streams).map((s) => s.close()));
});

test('a reader that comes back misses nothing, also after a restart', async () => {
  const first = await open(cloud.admin, { query: '?kinds=group' });
  const kept = await group('kept');
  await eventually(() => expect(first.events.at(-1)?.data.id).toBe(kept));
  const lastEventId = first.events.at(-1)?.id as number;
  await first.close();
  const missed = await group('missed');
  const gone = await group('gone');
  await cloud.admin.call('DELETE', `/v1/groups/${gone}`);
  for (const restart of [false, true]) {
    if (restart) await cloud.restart();
    const second = await open(cloud.admin, { query: '?kinds=group', lastEventId });
    await eventually(() =>
      expect(second.events.map((e) => [e.event, e.data.id])).toEqual([
        ['hello', undefined],
        ['put', missed],
        ['delete', gone],
      ]),
    );
    await second.close();
  }
});

test('a host changes with the link of its cluster: heard at once, and by who comes back', async () => {
  const cluster = (await cloud.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'skerryvore' })).body.id;
  const at = new Date().toISOString();
  const meta = { ownerId: 0, groupId: 0, permissions: publicPermissions, labels: {}, attributes: {} };
  const host = {
    ...meta,
    id: 77,
    name: 'rack',
    clusterId: cluster,
    admission: 'enabled',
    createdAt: at,
    changedAt: at,
  };
  await cloud.store.commit({ writes: [{ op: 'put', key: '/catalogue/host/77', value: host as unknown as Json }] });
  const reader = await open(cloud.admin, { query: '?kinds=host' });
  await eventually(() => expect(reader.events.map((e) => e.event)).toEqual(['hello']));
  const before = reader.events[0]?.id as number;
  await cloud.store.commit({ writes: [{ op: 'put', key: `/link/${cluster}`, value: { at, state: 'cut' } }] });
  await eventually(() => expect(reader.events[1]?.data).toMatchObject({ kind: 'host', id: 77 }));
  await reader.close();
  const returned = await open(cloud.admin, { query: '?kinds=host', lastEventId: before });
  await eventually(() => expect(returned.events[1]?.data).toMatchObject({ kind: 'host', id: 77 }));
  await returned.close();
});

test('of one revision each object is told once, however often it was touched, and the last one alone has its id', async () => {
  const cluster = (await cloud.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'muckle' })).body.id;
  const at = new Date().toISOString();
  const meta = { ownerId: 0, groupId: 0, permissions: publicPermissions, labels: {}, attributes: {} };
  const host = (id: number) => {
    const value = {
      ...meta,
      id,
      name: `h${id}`,
      clusterId: cluster,
      admission: 'enabled',
      createdAt: at,
      changedAt: at,
    };
    return { op: 'put', key: `/catalogue/host/${id}`, value: value as unknown as Json } as const;
  };
  const reader = await open(cloud.admin, { query: '?kinds=host,cluster' });
  await eventually(() => expect(reader.events).toHaveLength(1));
  const from = reader.events[0]?.id as number;
  // The link touches its cluster and both hosts, which are written themselves.
  const link = { op: 'put', key: `/link/${cluster}`, value: { at, state: 'cut' } } as const;
  const { revision } = await cloud.store.commit({ writes: [host(81), link, host(82)] });
  await group('after-them');
  const told = (events: readonly Event[]) => events.filter((e) => e.data.revision === revision && e.event === 'put');
  const returned = await open(cloud.admin, { query: '?kinds=host,cluster', lastEventId: from });
  for (const each of [reader, returned]) {
    await eventually(() => expect(told(each.events).length).toBeGreaterThanOrEqual(3));
    const names = told(each.events).map((e) => `${e.data.kind}/${e.data.id}`);
    expect(names.toSorted()).toEqual([`cluster/${cluster}`, 'host/81', 'host/82']);
    expect(told(each.events).map((e) => e.id)).toEqual([0, 0, revision]);
    await each.close();
  }
});

test('who comes back after the history is gone, or from another store, is told to list again', async () => {
  await group('a-change');
  await cloud.store.compact(await cloud.store.revision());
  await group('another-change');
  const stream = await open(cloud.admin, { lastEventId: 1 });
  await eventually(() => expect(stream.events.map((e) => e.event)).toContain('resync'));
  await stream.close();
  const future = await open(cloud.admin, { lastEventId: 999_999 });
  await eventually(() => expect(future.events.map((e) => e.event)).toContain('resync'));
  await future.close();
});

test('a token that is removed ends its stream; bad requests are refused', async () => {
  const carol = await cloud.user('carol');
  const stream = await open(carol);
  expect(stream.status).toBe(200);
  await carol.call('DELETE', '/v1/sessions/current');
  await group('wakes-the-stream');
  await eventually(() => expect(stream.ended()).toBe(true));
  expect((await cloud.anonymous.call('GET', '/v1/events')).status).toBe(401);
  expect((await cloud.admin.call('GET', '/v1/events?kinds=ghost')).status).toBe(400);
  expect((await cloud.admin.call('GET', '/v1/events', undefined, { 'last-event-id': 'x' })).status).toBe(400);
});

test('a reader that takes nothing is cut, and the others go on', async () => {
  const { hostname, port } = new URL(cloud.frontEnd.url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.write(`GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${cloud.admin.secret}\r\n\r\n`);
  const reader = await open(cloud.admin, { query: '?kinds=group' });
  const now = new Date().toISOString();
  const permissions = { use: true, manage: true, admin: false };
  // Far more than the sockets and the queue hold: 60 MB in 6000 objects.
  const object = (id: number) => ({
    id,
    name: `bulk-${id}`,
    ownerId: 0,
    groupId: 0,
    permissions: { owner: permissions, group: permissions, other: permissions },
    labels: {},
    attributes: { filler: 'x'.repeat(10_000) },
    createdAt: now,
    changedAt: now,
  });
  for (let first = 10_000; first < 18_000; first += 100) {
    const writes = Array.from({ length: 100 }, (_, i) => {
      const id = first + i;
      return { op: 'put', key: `/catalogue/group/${id}`, value: object(id) } as const;
    });
    await cloud.store.commit({ writes });
  }
  await eventually(async () => {
    expect((await cloud.admin.call('GET', '/metrics')).text).toMatch(/skerry_event_consumers_cut_total [1-9]/);
  });
  socket.resume();
  await closed;
  expect((await cloud.anonymous.call('GET', '/health')).status).toBe(200);
  await reader.close();
}, 30_000);

test('one user does not take all streams, and what is closed is free again', async () => {
  const greedy = await cloud.user('greedy');
  const other = await cloud.user('other-reader');
  const streams = await Promise.all(Array.from({ length: 10 }, () => open(greedy)));
  expect(streams.map((s) => s.status).toSorted((a, b) => a - b)).toEqual([
    ...Array.from({ length: 8 }, () => 200),
    429,
    429,
  ]);
  const more = await Promise.all(Array.from({ length: 4 }, () => open(other)));
  // Two of twelve are kept for administrators.
  expect(more.map((s) => s.status).toSorted((a, b) => a - b)).toEqual([200, 200, 429, 429]);
  const ours = await open(cloud.admin);
  expect(ours.status).toBe(200);
  await Promise.all([...streams, ...more, ours].map((s) => s.close()));
  await eventually(async () => {
    const again = await open(greedy);
    await again.close();
    expect(again.status).toBe(200);
  });
});

test('a changed password ends the streams of log-ins before it', async () => {
  const user = await cloud.user('streamer');
  const stream = await open(user);
  const changed = await cloud.admin.call('PATCH', `/v1/users/${user.id}`, { password: 'another password' });
  expect(changed.status).toBe(200);
  await eventually(() => expect(stream.ended()).toBe(true));
  await stream.close();
});
