import { defaultLimits } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { commandsKept } from './command-history.ts';
import { follow } from './follow.ts';
import { keys } from './keys.ts';
import { Model } from './model.ts';
import { sweepOld } from './sweep.ts';
import { silentLog } from '@skerry/kit';

const day = 24 * 3600_000;
let front: TestFrontEnd;
const clock = fakeClock(new Date());
beforeEach(async () => {
  front = await startFrontEnd({ clock });
});
afterEach(() => front.close());

async function sweep(): Promise<void> {
  const model = new Model();
  const following = await follow(front.store, model, silentLog);
  await sweepOld({ store: front.store, model, clock }, defaultLimits['audit-records']);
  await following.stop();
}
const under = async (prefix: string) => (await front.store.list(prefix)).entries.map(({ key }) => key);

test('log-ins and join tokens that have run out are forgotten a day later; access tokens stay their owner’s', async () => {
  const { body: cluster } = await front.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'far' });
  await front.admin.call('POST', `/v1/clusters/${cluster.id}/join-token`, { lifetimeSeconds: 3600 });
  const access = await front.admin.call<{ token: { id: number } }>('POST', '/v1/tokens', {
    name: 'script',
    lifetimeSeconds: 3600,
  });
  expect(await under('/catalogue/token/')).toHaveLength(3);
  expect(await under('/cluster-join/')).toHaveLength(1);
  clock.advance(day + 3600_000 - 1000);
  await sweep();
  // The log-in ran out an hour ago: whoever brings it reads that it has expired.
  expect((await front.admin.call('GET', '/v1/clusters')).text).toContain('expired');
  expect(await under('/catalogue/token/')).toHaveLength(3);
  clock.advance(day);
  await sweep();
  expect(await under('/catalogue/token/')).toEqual([keys.catalogue('token', access.body.token.id)]);
  expect(await under('/cluster-join/')).toEqual([]);
});

test('what a join token was for goes when the token was deleted', async () => {
  const { body: cluster } = await front.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'far' });
  for (let i = 0; i < 2; i++) {
    await front.admin.call('POST', `/v1/clusters/${cluster.id}/join-token`, { lifetimeSeconds: 3600 });
  }
  const [offer] = (await front.store.list('/cluster-join/')).entries;
  if (!offer) throw new Error('no join token was kept');
  const { tokenId } = offer.value as { tokenId: number };
  expect((await front.admin.call('DELETE', `/v1/tokens/${tokenId}`)).status).toBe(204);
  await sweep();
  expect(await under('/cluster-join/')).toHaveLength(1);
  expect(await front.store.get(offer.key)).toBeUndefined();
});

test('the audit trail and the history of commands keep their newest, whatever gaps their numbers have', async () => {
  const put = (key: string, value: object) =>
    front.store.commit({ writes: [{ op: 'put', key, value: value as never }] });
  for (const sequence of [5, 6, defaultLimits['audit-records'] + 5, defaultLimits['audit-records'] + 6]) {
    const record = { ...((await front.store.get(keys.audit(0)))?.value as object), sequence };
    await put(keys.audit(sequence), record);
  }
  for (const id of [1, 2, commandsKept + 1]) await put(keys.commandHistory(id), { command: { id }, result: {} });
  await sweep();
  expect((await under('/audit/')).slice(-2)).toEqual([
    keys.audit(defaultLimits['audit-records'] + 5),
    keys.audit(defaultLimits['audit-records'] + 6),
  ]);
  expect(await under('/audit/')).not.toContain(keys.audit(5));
  expect(await under('/command-history/')).toEqual([keys.commandHistory(2), keys.commandHistory(commandsKept + 1)]);
});
