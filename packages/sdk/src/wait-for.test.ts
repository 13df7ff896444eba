import { afterEach, expect, test } from 'vitest';
import { createClient, waitFor, WaitTimeout } from './index.ts';
import { fakeServer, type FakeServer, problem } from './testing/fake-server.ts';
import { anInstance } from './testing/samples.ts';

let server: FakeServer | undefined;
afterEach(() => server?.close());

test('an event wakes the wait at once; each new view is shown once', async () => {
  let state: 'starting' | 'running' = 'starting';
  server = await fakeServer({ 'instance.get': () => ({ body: anInstance({ state }) }) });
  const fake = server;
  const seen: (string | undefined)[] = [];
  const from = performance.now();
  const waiting = waitFor(createClient({ url: server.url }), 3, (i) => i?.state === 'running', {
    onChange: (i) => seen.push(i?.state),
  });
  await expect.poll(() => fake.requests.length).toBeGreaterThanOrEqual(2);
  state = 'running';
  fake.emit('5', 'put', { kind: 'instance', id: 3, object: {}, revision: 5 });
  await expect(waiting).resolves.toMatchObject({ state: 'running' });
  expect(performance.now() - from).toBeLessThan(2_500);
  expect(seen).toEqual(['starting', 'running']);
});

test('without events it asks again and again, and a server that is away for a while does not end it', async () => {
  let asked = 0;
  server = await fakeServer({
    'instance.get': () => {
      asked++;
      if (asked === 2) return problem(502, 'gateway', 'Away.');
      return { body: anInstance({ state: asked < 4 ? 'preparing' : 'running' }) };
    },
  });
  const { url } = server;
  const noEvents = async (input: string | URL | Request, init?: RequestInit) =>
    typeof input === 'string' && input.includes('/v1/events')
      ? new Response('', { status: 404 })
      : await fetch(input, init);
  const troubles: (string | undefined)[] = [];
  const client = createClient({ url, fetch: noEvents });
  const view = await waitFor(client, 3, (i) => i?.state === 'running', { onTrouble: (e) => troubles.push(e?.message) });
  expect(view?.state).toBe('running');
  expect(troubles).toEqual(['Away.', undefined]);
});

test('what is gone is undefined', async () => {
  server = await fakeServer({ 'instance.get': () => problem(404, 'not-found', 'Gone.') });
  await expect(waitFor(createClient({ url: server.url }), 3, (i) => i === undefined)).resolves.toBeUndefined();
});

test('at the deadline it throws what it saw last', async () => {
  server = await fakeServer({ 'instance.get': () => ({ body: anInstance({ state: 'pending' }) }) });
  const error = await waitFor(createClient({ url: server.url }), 3, () => false, { deadlineMs: 300 }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(WaitTimeout);
  expect((error as WaitTimeout).last?.state).toBe('pending');
});
