import { limitsWith } from '@skerry/domain';
import { FirstReading } from '@skerry/feed';
import { fakeClock, silentLog, systemClock } from '@skerry/kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConsoleTickets } from '../consoles/tickets.ts';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { auditBounds } from './audit-record.ts';
import { answeredBounds } from './command-history.ts';
import { follow } from './follow.ts';
import { keys } from './keys.ts';
import { Model } from './model.ts';
import { sweepOld } from './sweep.ts';

const day = 24 * 3600_000;
let front: TestFrontEnd;
const clock = fakeClock(new Date());
beforeEach(async () => {
  front = await startFrontEnd({ clock });
});
afterEach(() => front.close());

async function sweep(given: Parameters<typeof limitsWith>[0] = {}): Promise<void> {
  const model = new Model();
  const following = await follow(
    front.store,
    model,
    silentLog,
    await FirstReading.begin(front.store, [], { clock: systemClock, log: silentLog }),
  );
  const limits = limitsWith(given);
  const bounds = { audit: auditBounds(limits, 'audit-records'), history: answeredBounds(limits) };
  const consoles = { tickets: new ConsoleTickets(front.store, clock, limits) };
  await sweepOld({ store: front.store, model, clock, consoles }, bounds);
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

test('of each share of the audit the newest stay, administrative records so many days', async () => {
  const put = (key: string, value: object) =>
    front.store.commit({ writes: [{ op: 'put', key, value: value as never }] });
  const logIn = (await front.store.get(keys.audit(0)))?.value as object;
  const at = (days: number) => new Date(clock.now().getTime() - days * day).toISOString();
  for (const sequence of [5, 6, 20_005, 20_006]) await put(keys.audit(sequence), { ...logIn, sequence });
  await put(keys.audit(7), { ...logIn, sequence: 7, userId: 99, at: at(900) });
  await put(keys.audit(8), { ...logIn, sequence: 8, administrative: true, at: at(401) });
  await put(keys.audit(9), { ...logIn, sequence: 9, administrative: true, at: at(399) });
  await sweep({ 'audit-records-user': 3 });
  expect(await under('/audit/')).toEqual([6, 7, 9, 20_005, 20_006].map(keys.audit));
  await sweep({ 'audit-records': 2 });
  // Whoever has most makes room; the administrative record is not counted with the others.
  expect(await under('/audit/')).toEqual([7, 9, 20_006].map(keys.audit));
});

test('of answered commands each user has a share, and who has most makes room for the others', async () => {
  const order = { type: 'instance', instanceId: 1, command: { type: 'start' } };
  const answered = (id: number, userId: number) =>
    front.store.commit({
      writes: [
        {
          op: 'put',
          key: keys.commandHistory(id),
          value: { command: { id, userId, clusterId: 0, order }, result: {} },
        },
      ],
    });
  for (const id of [1, 2]) await answered(id, 7);
  for (let id = 3; id < 20; id++) await answered(id, 8);
  await sweep({ 'command-history-user': 6 });
  const kept = async () => (await under('/command-history/')).map((key) => Number(key.split('/').at(-1)));
  expect(await kept()).toEqual([1, 2, 14, 15, 16, 17, 18, 19]);
  await sweep({ 'command-history-user': 6, 'command-history': 4 });
  expect(await kept()).toEqual([1, 2, 18, 19]);
});

test('what became of a request stays known when the answers of its commands are forgotten', async () => {
  const put = (key: string, value: object) =>
    front.store.commit({ writes: [{ op: 'put', key, value: value as never }] });
  const logIn = (await front.store.get(keys.audit(0)))?.value as object;
  const order = { type: 'instance', instanceId: 1, command: { type: 'start' } };
  const failure = { code: 'host-full', kind: 'refused', message: 'No room.' };
  const answer = (id: number, result: object) =>
    put(keys.commandHistory(id), { command: { id, userId: 0, clusterId: 1, order }, result });
  await answer(1, { commandId: 1, outcome: 'applied' });
  await answer(2, { commandId: 2, outcome: 'refused', failure });
  await answer(3, { commandId: 3, outcome: 'applied' });
  await answer(10, { commandId: 10, outcome: 'applied' });
  await put(keys.command(1, 9), { id: 9, clusterId: 1, order });
  const asked = { ...logIn, outcome: 'accepted' };
  for (const [sequence, commands] of [
    [1, [1]],
    [2, [2]],
    [3, [3, 9]],
  ] as const) {
    await put(keys.audit(sequence), { ...asked, sequence, commands });
  }
  await sweep({ 'command-history': 1 });
  const kept = async (sequence: number) => (await front.store.get(keys.audit(sequence)))?.value;
  expect(await kept(1)).toMatchObject({ outcome: 'done' });
  expect(await kept(2)).toMatchObject({ outcome: 'refused', code: 'host-full', message: 'No room.' });
  expect(await kept(3)).toMatchObject({ outcome: 'accepted', commands: [9] });
  expect(await under('/command-history/')).toEqual([keys.commandHistory(10)]);
});

test('tickets of consoles that nobody used are swept when they have run out', async () => {
  const tickets = new ConsoleTickets(front.store, clock, limitsWith({}));
  const { ticket, writes } = await tickets.issue({ userId: 0, tokenId: 1, instanceId: 2, type: 'serial' });
  await front.store.commit({ writes });
  await sweep();
  expect((await front.store.list(keys.tickets)).entries).toHaveLength(1);
  clock.advance(31_000);
  await sweep();
  expect((await front.store.list(keys.tickets)).entries).toEqual([]);
  expect(await tickets.redeem(ticket)).toBeUndefined();
});
