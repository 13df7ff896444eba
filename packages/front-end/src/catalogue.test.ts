import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from './testing/front-end.ts';

let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd();
});
afterAll(() => cloud.close());

test('who has logged in makes, reads, lists, changes and deletes a group', async () => {
  const { admin } = cloud;
  const made = await admin.call<{ id: number; name: string }>('POST', '/v1/groups', { name: 'makers' });
  expect(made.status, made.text).toBe(201);
  expect(made.headers.get('location')).toBe(`/v1/groups/${made.body.id}`);
  const read = await admin.call('GET', `/v1/groups/${made.body.id}`);
  expect(read.body).toEqual(made.body);
  const list = await admin.call<{ items: { name: string }[]; total: number }>('GET', '/v1/groups');
  expect(list.body.items.map((g) => g.name)).toEqual(['administrators', 'users', 'makers']);
  const changed = await admin.call('PATCH', `/v1/groups/${made.body.id}`, { labels: { floor: '3' } });
  expect(changed.body['labels']).toEqual({ floor: '3' });
  expect((await admin.call('DELETE', `/v1/groups/${made.body.id}`)).status).toBe(204);
  expect((await admin.call('GET', `/v1/groups/${made.body.id}`)).status).toBe(404);
});
