/** How many tokens somebody has decides nothing: all end with the password or the user, in as many transactions as it takes. */
import { limitsWith } from '@skerry/domain';
import { FirstReading } from '@skerry/feed';
import { silentLog, systemClock } from '@skerry/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow } from '@skerry/api/state/follow';
import { Model } from '@skerry/api/state/model';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { removeEndedTokens } from './ended-tokens.ts';

let front: TestFrontEnd;
beforeAll(async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'user-objects': 500, 'replies-of-user': 60 }) });
});
afterAll(() => front.close());

async function withTokens(name: string, count: number): Promise<Client & { id: number }> {
  const client = await front.user(name);
  for (let i = 0; i < count; i++) {
    const made = await client.call('POST', '/v1/tokens', { name: `t${i}` });
    expect(made.status, made.text).toBe(201);
  }
  return client;
}
const tokensOf = async (userId: number) => {
  const { entries } = await front.store.list('/catalogue/token/');
  return entries.filter(({ value }) => (value as { userId: number }).userId === userId).length;
};

test('a new password ends 150 tokens at once, asked for with an Idempotency-Key whose keeper has too many answers', async () => {
  const ann = await withTokens('ann', 150);
  const labels = (i: number) =>
    ann.call('PATCH', `/v1/users/${ann.id}`, { labels: { i: `${i}` } }, { 'idempotency-key': `key-${i}` });
  for (let i = 0; i < 60; i++) expect((await labels(i)).status).toBe(200);
  const body = { password: 'another one', currentPassword: 'password of ann' };
  const reply = await ann.call('PATCH', `/v1/users/${ann.id}?tokens=end`, body, { 'idempotency-key': 'password' });
  expect(reply.status, reply.text).toBe(200);
  expect(await tokensOf(ann.id)).toBe(1);
}, 60_000);

test('a deleted user leaves no token behind, however many there were', async () => {
  const bob = await withTokens('bob', 190);
  const reply = await front.admin.call('DELETE', `/v1/users/${bob.id}`);
  expect(reply.status, reply.text).toBe(204);
  expect(await tokensOf(bob.id)).toBe(0);
}, 60_000);

test('what a front-end that died left of them is swept away', async () => {
  const cid = await withTokens('cid', 120);
  const key = `/catalogue/user/${String(cid.id).padStart(12, '0')}`;
  const { entries } = await front.store.list('/catalogue/user/');
  const own = entries.find(({ value }) => (value as { id: number }).id === cid.id);
  await front.store.commit({ writes: [{ op: 'delete', key: own?.key ?? key }] });
  const model = new Model();
  const reading = await FirstReading.begin(front.store, [], { clock: systemClock, log: silentLog });
  const following = await follow(front.store, model, silentLog, reading);
  await removeEndedTokens(front.store, model);
  await following.stop();
  expect(await tokensOf(cid.id)).toBe(0);
  expect(await tokensOf(0)).toBeGreaterThan(0);
}, 60_000);
