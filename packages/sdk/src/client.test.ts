import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiError, ConnectionError, createClient } from './index.ts';
import { fakeServer, type FakeServer, type Handlers, problem } from './testing/fake-server.ts';
import { anImage, anInstance, aPage } from './testing/samples.ts';

let server: FakeServer | undefined;
afterEach(() => server?.close());

async function started(handlers: Handlers) {
  server = await fakeServer(handlers);
  return { server, client: createClient({ url: `${server.url}/`, token: 'secret' }) };
}

describe('a call', () => {
  test('fills path, query and body from the route table and brings the etag back', async () => {
    const { server, client } = await started({
      'instance.stop': () => ({ body: anInstance({ state: 'stopping' }), headers: { etag: '"7"' } }),
    });
    const answer = await client.call('instance.stop', { params: { id: 3 }, body: { graceSeconds: 5 }, ifMatch: '"6"' });
    expect(answer).toMatchObject({ status: 202, etag: '"7"', data: { state: 'stopping' } });
    expect(server.requests[0]).toMatchObject({ params: { id: '3' }, body: { graceSeconds: 5 } });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'if-match': '"6"' });
  });

  test('that is refused throws the whole problem', async () => {
    const errors = [{ field: 'memoryMiB', message: 'Too small.' }];
    const { client } = await started({
      'image.get': () => problem(409, 'in-use', 'It is in use.', { hint: 'Delete web first.', errors }),
    });
    const error = await client.call('image.get', { params: { id: 1 } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: 'It is in use.',
      status: 409,
      code: 'in-use',
      hint: 'Delete web first.',
      errors,
    });
  });

  test('that a proxy answers says so instead of showing its page', async () => {
    const client = createClient({
      url: 'http://proxy',
      retries: 0,
      fetch: async () => new Response('<html>', { status: 502 }),
    });
    await expect(client.call('status.get')).rejects.toMatchObject({ code: 'http-502', status: 502 });
  });

  test('to something that is not Skerry says so', async () => {
    const client = createClient({ url: 'http://web', fetch: async () => new Response('<html>') });
    await expect(client.call('status.get')).rejects.toMatchObject({ code: 'not-skerry' });
  });

  test('where nothing listens says what to do', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(probe.address() as AddressInfo).port}`;
    await new Promise((resolve) => probe.close(resolve));
    const error = await createClient({ url, retries: 0 })
      .call('status.get')
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      code: 'unreachable',
      message: `The server at ${url} is not reachable: nothing listens there.`,
    });
    expect((error as ConnectionError).hint).toContain('npm run status');
  });

  test('that is not answered ends at its deadline', async () => {
    const { client } = await started({ 'image.get': () => new Promise(() => {}) });
    const from = performance.now();
    await expect(client.call('image.get', { params: { id: 1 }, deadlineMs: 200 })).rejects.toMatchObject({
      code: 'timed-out',
    });
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  test('ends with the reason of its signal when the caller gives up', async () => {
    const { client } = await started({ 'image.get': () => new Promise(() => {}) });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(client.call('image.get', { params: { id: 1 }, signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a retry', () => {
  test('of a write that lost its connection carries the same idempotency key', async () => {
    let tries = 0;
    const { server, client } = await started({
      'instance.create': () => (++tries < 3 ? { break: true } : { body: anInstance() }),
    });
    await client.call('instance.create', { body: { name: 'web' } });
    const keys = server.requests.map((r) => r.headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
  });

  test('follows 503 after the time the server asked for', async () => {
    let tries = 0;
    const { client } = await started({
      'image.get': () =>
        ++tries === 1
          ? { ...problem(503, 'store-full', 'Not now.'), headers: { 'retry-after': '0' } }
          : { body: anImage() },
    });
    await expect(client.call('image.get', { params: { id: 1 } })).resolves.toMatchObject({ data: { name: 'tiny' } });
  });

  test('does not follow a refusal', async () => {
    const { server, client } = await started({ 'image.get': () => problem(403, 'forbidden', 'You may not.') });
    await expect(client.call('image.get', { params: { id: 1 } })).rejects.toThrow('You may not.');
    expect(server.requests).toHaveLength(1);
  });
});

test('pages goes through all pages and asks for one only when it is needed', async () => {
  const { server, client } = await started({
    'image.list': ({ query }) => ({
      body:
        query['after'] === 'two' ? aPage([anImage({ id: 3 })]) : aPage([anImage({ id: 1 }), anImage({ id: 2 })], 'two'),
    }),
  });
  const ids: number[] = [];
  for await (const image of client.pages('image.list', { sort: 'name' })) {
    ids.push(image.id);
    if (image.id === 2) expect(server.requests).toHaveLength(1);
  }
  expect(ids).toEqual([1, 2, 3]);
  expect(server.requests[1]?.query).toMatchObject({ after: 'two', sort: 'name' });
});
