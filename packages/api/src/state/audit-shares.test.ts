/** Nobody pushes out of the audit what others did: strangers are counted, every user and site has a share of its own. */
import { limitsWith } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { adminPassword, type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

interface Shown {
  readonly action: string;
  readonly userName: string | null;
  readonly address: string;
  readonly at: string;
  readonly detail?: string;
  readonly count?: number;
  readonly code?: string;
}
const day = 24 * 3600_000;
let front: TestFrontEnd;
afterEach(() => front.close());

const audit = async (query = '') =>
  (await front.admin.call<{ items: Shown[] }>('GET', `/v1/audit?limit=1000${query}`)).body.items;
const group = async (name: string, client: Client = front.admin) => {
  const made = await client.call('POST', '/v1/groups', { name });
  expect(made.status, made.text).toBe(201);
};
/** A write that is refused, as any user may send it. */
const refused = (client: Client) => client.call('POST', '/v1/groups', { name: 'not-for-users' });

test('a stranger who is refused 300 times pushes nothing out, and costs one record', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'audit-records': 40, 'audit-stranger-seconds': 1 }) });
  await group('kept');
  const before = await front.store.revision();
  for (let i = 0; i < 300; i += 50) {
    await Promise.all(Array.from({ length: 50 }, () => front.anonymous.call('POST', '/v1/sessions', { nonsense: i })));
  }
  const told = await eventually(async () => {
    const found = (await audit('&action=session.create')).filter((r) => r.userName === null);
    expect(found.reduce((sum, r) => sum + (r.count ?? 1), 0)).toBe(300);
    return found;
  });
  // As many as there were seconds, not as there were refusals.
  expect(told.length).toBeLessThan(10);
  expect((await front.store.revision()) - before).toBeLessThan(20);
  expect(told[0]).toMatchObject({ address: '127.0.0.1', code: 'invalid-request' });
  expect(told[0]?.detail).toMatch(/^\d+ refusals from 1 address between .+Z and .+Z: invalid-request \d+\.$/);
  expect((await audit('&action=group.create')).map((r) => r.userName)).toEqual(['admin']);
});

test('what strangers were refused is told also when the front-end stops before the minute is over', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'audit-stranger-seconds': 3600 }) });
  await front.anonymous.call('POST', '/v1/sessions', { name: 'admin', password: 'wrong' });
  await front.restart();
  const [first] = (await audit('&action=session.create')).filter((r) => r.userName === null);
  expect(first).toMatchObject({ count: 1, code: 'wrong-credentials' });
});

test('a user who fills its share forgets its own records, nobody else’s', async () => {
  front = await startFrontEnd({
    limits: limitsWith({ 'audit-records': 30, 'audit-records-user': 20, 'log-in-failures': 50 }),
  });
  const quiet = await front.user('quiet');
  const loud = await front.user('loud');
  await refused(quiet);
  await group('by-an-administrator');
  for (let i = 0; i < 60; i++) await refused(loud);
  const records = await audit();
  expect(records.filter((r) => r.userName === 'loud').length).toBeLessThanOrEqual(21);
  expect(records.filter((r) => r.userName === 'quiet').map((r) => r.action)).toEqual([
    'group.create',
    'session.create',
  ]);
  expect(records.filter((r) => r.userName === 'admin').map((r) => r.action)).toContain('group.create');
});

test('with many users the one who has most makes room', async () => {
  front = await startFrontEnd({ limits: limitsWith({ 'audit-records': 30, 'audit-records-user': 1000 }) });
  const small = await front.user('small');
  const large = await front.user('large');
  for (let i = 0; i < 5; i++) await refused(small);
  for (let i = 0; i < 60; i++) await refused(large);
  const records = await audit();
  expect(records.filter((r) => r.userName === 'small').length).toBe(6);
  const ofUsers = records.filter((r) => r.action !== 'user.create');
  expect(ofUsers.length).toBeLessThanOrEqual(31);
});

test('what an administrator did to people and parts of the cloud stays for its days, whatever else happens', async () => {
  const clock = fakeClock(new Date('2026-03-01T00:00:00Z'));
  const limits = limitsWith({ 'audit-records': 10, 'audit-records-user': 5, 'audit-administrative-days': 30 });
  front = await startFrontEnd({ clock, limits });
  await group('first');
  clock.advance(29 * day);
  const again = await front.logIn('admin', adminPassword);
  await group('second', again);
  for (let i = 0; i < 40; i++) await again.call('DELETE', `/v1/instances/${900 + i}`);
  const actions = async () => {
    const { body } = await again.call<{ items: Shown[] }>('GET', '/v1/audit?limit=1000&action=group.create');
    return body.items.length;
  };
  expect(await actions()).toBe(2);
});
