import * as fc from 'fast-check';
import { createMemoryStore, type Store } from '@skerry/store';
import { SkerryError } from '@skerry/kit';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

let cloud: TestFrontEnd;
let storeFull = false;
const inner = createMemoryStore();
const store: Store = new Proxy(inner, {
  get(target, name) {
    if (name === 'commit' && storeFull) {
      return () =>
        Promise.reject(new SkerryError({ code: 'store-full', kind: 'failed', message: 'The disk is full.' }));
    }
    const value: unknown = Reflect.get(target, name);
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});
beforeAll(async () => {
  cloud = await startFrontEnd({ store });
});
afterAll(async () => {
  await cloud.close();
  await inner.close();
});

test('the same Idempotency-Key and body do the work once and give the same answer', async () => {
  const send = (body: object, key = 'k1') => cloud.admin.call('POST', '/v1/groups', body, { 'idempotency-key': key });
  const first = await send({ name: 'once' });
  const second = await send({ name: 'once' });
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  const mismatch = await send({ name: 'twice' });
  expect([mismatch.status, mismatch.body['code']]).toEqual([422, 'idempotency-mismatch']);
  expect((await send({ name: 'x' }, 'k'.repeat(300))).status).toBe(400);
});

test('an Idempotency-Key survives a restart', async () => {
  const send = () => cloud.admin.call('POST', '/v1/groups', { name: 'durable' }, { 'idempotency-key': 'k2' });
  const first = await send();
  await cloud.restart();
  const second = await send();
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});

test('a deletion that is sent again gets its first answer, though the object is gone', async () => {
  const made = await cloud.admin.call('POST', '/v1/groups', { name: 'short-lived' });
  const path = `/v1/groups/${String(made.body['id'])}`;
  const remove = (key: string) => cloud.admin.call('DELETE', path, undefined, { 'idempotency-key': key });
  expect((await remove('delete-once')).status).toBe(204);
  const again = await remove('delete-once');
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([204, 'true']);
  expect((await remove('another')).status).toBe(404);
});

test('two requests at once with one key do the work once', async () => {
  const send = () => cloud.admin.call('POST', '/v1/groups', { name: 'race' }, { 'idempotency-key': 'k3' });
  const replies = await Promise.all([send(), send(), send(), send()]);
  const ok = replies.filter((r) => r.status === 201);
  expect(new Set(ok.map((r) => r.text)).size).toBe(1);
  for (const r of replies) expect([201, 409]).toContain(r.status);
});

test('an answer kept for repetition holds no secret in the clear', async () => {
  const made = await cloud.admin.call<{ secret: string }>(
    'POST',
    '/v1/tokens',
    { name: 'kept' },
    { 'idempotency-key': 'k4' },
  );
  const again = await cloud.admin.call<{ secret: string }>(
    'POST',
    '/v1/tokens',
    { name: 'kept' },
    { 'idempotency-key': 'k4' },
  );
  expect(again.body.secret).toBe(made.body.secret);
  const { entries } = await inner.list('/');
  expect(JSON.stringify(entries)).not.toContain(made.body.secret);
});

test('names are unique, also when many ask at once', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => cloud.admin.call('POST', '/v1/groups', { name: 'unique' })),
  );
  expect(replies.filter((r) => r.status === 201)).toHaveLength(1);
  expect(replies.filter((r) => r.body['code'] === 'name-taken')).toHaveLength(19);
});

test('If-Match lets through only who has seen the last change; If-None-Match saves the body', async () => {
  const { admin } = cloud;
  const made = await admin.call<{ id: number }>('POST', '/v1/groups', { name: 'tagged' });
  const path = `/v1/groups/${made.body.id}`;
  const etag = made.headers.get('etag') as string;
  expect((await admin.call('GET', path)).headers.get('etag')).toBe(etag);
  expect((await admin.call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(304);
  const changed = await admin.call('PATCH', path, { labels: { a: '1' } }, { 'if-match': etag });
  expect(changed.status, changed.text).toBe(200);
  expect((await admin.call('PATCH', path, { labels: {} }, { 'if-match': etag })).status).toBe(412);
  expect((await admin.call('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412);
  expect((await admin.call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(200);
  expect(
    (await admin.call('DELETE', path, undefined, { 'if-match': changed.headers.get('etag') as string })).status,
  ).toBe(204);
});

test('of many that change one thing with the same tag, one wins', async () => {
  const { admin } = cloud;
  const made = await admin.call<{ id: number }>('POST', '/v1/groups', { name: 'contended' });
  const etag = made.headers.get('etag') as string;
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      admin.call('PATCH', `/v1/groups/${made.body.id}`, { labels: { n: String(i) } }, { 'if-match': etag }),
    ),
  );
  expect(replies.filter((r) => r.status === 200)).toHaveLength(1);
  expect(replies.filter((r) => r.status === 412)).toHaveLength(9);
});

test('a full disk is a 503 with a hint, and reading goes on', async () => {
  storeFull = true;
  try {
    const reply = await cloud.admin.call('POST', '/v1/groups', { name: 'too-much' });
    expect([reply.status, reply.body['code']]).toEqual([503, 'store-full']);
    expect(reply.body['hint']).toMatch(/disk/i);
    expect((await cloud.admin.call('GET', '/v1/groups')).status).toBe(200);
  } finally {
    storeFull = false;
  }
  expect((await cloud.admin.call('POST', '/v1/groups', { name: 'too-much' })).status).toBe(201);
});

test('numbers are never used again, also after a restart', async () => {
  const { admin } = cloud;
  const seen = new Set<number>();
  for (let i = 0; i < 3; i++) {
    const { id } = (await admin.call<{ id: number }>('POST', '/v1/groups', { name: `n${i}` })).body;
    expect(seen.has(id)).toBe(false);
    seen.add(id);
    await admin.call('DELETE', `/v1/groups/${id}`);
    await cloud.restart();
  }
});

test('pages neither repeat nor skip what was there all along, whatever is made and deleted meanwhile', async () => {
  const { admin } = cloud;
  const path = '/v1/groups?search=page-';
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('id', 'name', 'createdAt', 'users'),
      fc.constantFrom('asc', 'desc'),
      fc.array(fc.constantFrom('make', 'delete', 'nothing'), { maxLength: 6 }),
      async (limit, sort, order, meanwhile) => {
        const made: number[] = [];
        const make = async () => {
          const name = `page-${Math.random().toString(36).slice(2)}`;
          made.push((await admin.call<{ id: number }>('POST', '/v1/groups', { name })).body.id);
        };
        for (let i = 0; i < 6; i++) await make();
        const lasting = new Set(made);
        const seen: number[] = [];
        let after = '';
        for (let step = 0; ; step++) {
          const query = `${path}&limit=${limit}&sort=${sort}&order=${order}${after}`;
          const reply = await admin.call<{ items: { id: number }[]; next?: string }>('GET', query);
          expect(reply.status, reply.text).toBe(200);
          seen.push(...reply.body.items.map((g) => g.id));
          if (reply.body.next === undefined) break;
          after = `&after=${reply.body.next}`;
          if (meanwhile[step] === 'make') await make();
          const victim = made[step];
          if (meanwhile[step] === 'delete' && victim !== undefined) {
            lasting.delete(victim);
            await admin.call('DELETE', `/v1/groups/${victim}`);
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        for (const id of lasting) expect(seen).toContain(id);
        for (const id of made) await admin.call('DELETE', `/v1/groups/${id}`);
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);

test('null takes away what an object need not have; what is not given stays', async () => {
  const path = join(cloud.directory, 'clear.qcow2');
  await writeQcow2(path);
  const location = { latitude: 60.4, longitude: 5.3, place: 'Bergen' };
  const make = async (noun: string, body: object): Promise<string> => {
    const made = await cloud.admin.call(`POST`, `/v1/${noun}`, body);
    expect(made.status, made.text).toBeLessThan(300);
    return `/v1/${noun}/${String(made.body['id'])}`;
  };
  const image = Number((await make('images', { name: 'clear', path })).split('/').at(-1));
  const objects = [
    [await make('clusters', { name: 'clear', location }), 'location', location],
    [await make('templates', { name: 'clear', imageId: image, diskSizeMiB: 512 }), 'diskSizeMiB', 512],
  ] as const;
  for (const [object, field, value] of objects) {
    expect((await cloud.admin.call('PATCH', object, { labels: { a: 'b' } })).body[field]).toEqual(value);
    const cleared = await cloud.admin.call('PATCH', object, { [field]: null });
    expect([cleared.status, field in cleared.body]).toEqual([200, false]);
    expect((await cloud.admin.call('PATCH', object, { [field]: value })).body[field]).toEqual(value);
    const refused = await cloud.admin.call('PATCH', object, { permissions: null });
    expect(refused.status).toBe(400);
  }
});
