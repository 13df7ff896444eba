/** Addresses and MACs that are asked for, over a whole site: who comes first has them, until the instance is gone. */
import { instanceState, type Lease } from '@skerry/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

const [address, mac] = ['10.9.0.4', '52:54:00:00:00:01'];
const fixed = { nics: [{ networkId: 0, asked: { address, mac } }] };
const reaches = (id: number, wanted: string) =>
  site.until(async () => {
    const instance = await site.mirrored(id);
    expect(instance ? instanceState(instance) : 'gone').toBe(wanted);
  });
const nicOf = async (id: number) => (await site.mirrored(id))?.spec.nics[0];
const toldOf = async (id: number) => (await site.hostStore.get(`/intents/instance/${id}`))?.value;
const kept = async (prefix: string) => (await site.clusterStore.list(prefix)).entries;

test('a fixed address and MAC reach the host, and stay through restarts, a stop and a resize', async () => {
  await site.create(1, { kind: 'vm', ...fixed });
  await reaches(1, 'running');
  const its = { networkId: 0, asked: { address, mac }, address, mac };
  expect(await nicOf(1)).toEqual(its);
  expect(await toldOf(1)).toMatchObject({ nics: [{ networkId: 0, address, mac }] });
  await site.command(1, { type: 'stop', graceSeconds: 0 });
  await reaches(1, 'stopped');
  await site.command(1, { type: 'resize', cpus: 2 });
  await site.restartController();
  await site.command(1, { type: 'start' });
  await reaches(1, 'running');
  expect(await nicOf(1)).toEqual(its);
  expect(await toldOf(1)).toMatchObject({ nics: [{ networkId: 0, address, mac }] });
  const leases = (await kept('/state/lease/')).map(({ value }) => value as unknown as Lease);
  expect(leases).toMatchObject([{ address, mac, instanceId: 1, name: address }]);
  expect(leases[0]).not.toHaveProperty('asked');
});

test.each([
  ['address', { address }],
  ['MAC', { mac }],
])(
  'of two that ask for one %s one has it; the other says why it waits, and has it when that is gone',
  async (_, asked) => {
    const nics = [{ networkId: 0, asked }];
    await Promise.all([site.create(1, { nics }), site.create(2, { nics })]);
    await reaches(1, 'running');
    await site.until(async () => {
      expect((await site.mirrored(2))?.unplaced?.message).toContain('is held by another instance of the network');
    });
    await reaches(2, 'pending');
    await site.restartController();
    expect((await nicOf(2))?.address).toBeUndefined();
    await site.command(1, { type: 'delete', graceSeconds: 0 });
    await reaches(2, 'running');
    expect(await nicOf(2)).toMatchObject(asked);
    await site.command(2, { type: 'delete', graceSeconds: 0 });
    await reaches(2, 'gone');
    expect([...(await kept('/address/')), ...(await kept('/mac/')), ...(await kept('/state/lease/'))]).toEqual([]);
  },
);

test('an order that the front-end should have refused waits with the reason, and takes nothing from others', async () => {
  await site.create(1, { nics: [{ networkId: 0, asked: { address: '10.9.0.1' } }] });
  await site.create(2);
  await reaches(2, 'running');
  await site.until(async () => expect((await site.mirrored(1))?.unplaced?.message).toContain('is the gateway'));
});

test('one that waits and is renamed or given away takes nothing from who has what it asks for', async () => {
  await site.create(1, fixed);
  await reaches(1, 'running');
  await site.create(2, fixed);
  await reaches(2, 'pending');
  await site.command(2, { type: 'update', ownerId: 5, groupId: 5 });
  await site.command(2, { type: 'rename', name: 'other' });
  await site.until(async () => expect((await site.mirrored(2))?.name).toBe('other'));
  const [lease] = (await kept('/state/lease/')).map(({ value }) => value as unknown as Lease);
  expect(lease).toMatchObject({ instanceId: 1, ownerId: 0 });
  await site.command(2, { type: 'delete', graceSeconds: 0 });
  await reaches(2, 'gone');
  expect(await kept('/mac/')).toHaveLength(1);
});

test('a lost instance gives them back', async () => {
  await site.create(1, fixed);
  await reaches(1, 'running');
  await site.stopAgent();
  await site.until(async () => {
    const id = await site.declareLost(0);
    expect(
      await site.until(() => site.result(id).then((found) => found ?? Promise.reject(new Error('no answer')))),
    ).toMatchObject({
      outcome: 'applied',
    });
  });
  await reaches(1, 'lost');
  expect(await nicOf(1)).toEqual({ networkId: 0, asked: { address, mac } });
  expect([...(await kept('/address/')), ...(await kept('/mac/'))]).toEqual([]);
});
