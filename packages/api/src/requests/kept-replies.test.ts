import { limitsWith } from '@skerry/domain';
import { expect, test } from 'vitest';
import { startTenantCloud } from '@skerry/front-end/testing/tenant-cloud';

test("of a user who repeats much the oldest answers are forgotten, and nobody else's", async () => {
  const { front, alice, bob, imageId } = await startTenantCloud({ limits: limitsWith({ 'replies-of-user': 3 }) });
  const send = (client: typeof alice, name: string) =>
    client.call('POST', '/v1/templates', { name, imageId }, { 'idempotency-key': name });
  expect((await send(bob, 'his')).status).toBe(201);
  for (const name of ['a', 'b', 'c', 'd', 'e']) expect((await send(alice, name)).status).toBe(201);
  const kept = async (userId: number) => (await front.store.list(`/idempotency/${userId}/`)).entries.length;
  expect([await kept(alice.id), await kept(bob.id)]).toEqual([3, 1]);
  expect((await send(alice, 'e')).headers.get('idempotency-replayed')).toBe('true');
  // Forgotten: it is done again, and the name is taken.
  expect((await send(alice, 'a')).body['code']).toBe('name-taken');
  await front.restart();
  expect((await send(alice, 'f')).status).toBe(201);
  expect([await kept(alice.id), await kept(bob.id)]).toEqual([3, 1]);
  expect((await send(bob, 'his')).headers.get('idempotency-replayed')).toBe('true');
});
