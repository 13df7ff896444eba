import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { EventStreamParser } from './event-stream.ts';
import { ApiError, createClient } from './index.ts';
import { fakeServer, type FakeServer } from './testing/fake-server.ts';

let server: FakeServer | undefined;
afterEach(() => server?.close());

test('a stream is read the same however it is cut into pieces', () => {
  const text = ': hi\r\nid: 1\nevent: changed\ndata: {"a":\ndata: 1}\r\n\r\nretry: 50\rdata: x\r\r\nid: 3\ndata\n\n';
  const whole = new EventStreamParser().push(text);
  expect(whole).toEqual([
    { id: '1', event: 'changed', data: '{"a":\n1}' },
    { id: '1', event: 'message', data: 'x' },
    { id: '3', event: 'message', data: '' },
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const parser = new EventStreamParser();
      const points = [0, ...cuts.sort((a, b) => a - b), text.length];
      const found = points.slice(1).flatMap((end, i) => parser.push(text.slice(points[i], end)));
      expect(found).toEqual(whole);
      expect(parser.retryMs).toBe(50);
    }),
  );
});

test('a lost stream goes on after the last event that was seen, and nothing is seen twice', async () => {
  server = await fakeServer({});
  const fake = server;
  const stop = new AbortController();
  const seen: unknown[] = [];
  const client = createClient({ url: server.url });
  let first = true;
  const onConnected = () => {
    if (first) fake.emit('1', 'put', { kind: 'image', id: 4, object: { name: 'tiny' }, revision: 1 });
    first = false;
  };
  for await (const event of client.events({ signal: stop.signal, onConnected })) {
    seen.push(event);
    if (event.eventId === '1') {
      fake.dropStreams();
      fake.emit('2', 'delete', { kind: 'image', id: 4, revision: 2 });
    } else stop.abort();
  }
  expect(seen).toEqual([
    { type: 'put', eventId: '1', kind: 'image', id: 4, object: { name: 'tiny' }, revision: 1 },
    { type: 'delete', eventId: '2', kind: 'image', id: 4, revision: 2 },
  ]);
  expect(fake.streams).toEqual([undefined, '1']);
});

test('a stream that is refused for good throws instead of asking for ever', async () => {
  const refused = { type: 'x', title: 'x', status: 401, code: 'unauthenticated', detail: 'Log in.' };
  const client = createClient({ url: 'http://x', fetch: async () => Response.json(refused, { status: 401 }) });
  await expect(client.events().next()).rejects.toBeInstanceOf(ApiError);
});
