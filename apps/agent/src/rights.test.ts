/** Rights and approvals are asked where the cluster decides, whatever the front-end planned. */
import { type Permissions, privatePermissions, publicPermissions } from '@skerry/domain';
import type { Json } from '@skerry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
const ann = { ownerId: 5, groupId: 1 };

beforeEach(async () => {
  site = await startTestSite();
  await patch('user/0', { id: 5, name: 'ann', ownerId: 5, groupId: 1, groupIds: [1] }, 'user/5');
  await site.until(async () => expect(await site.clusterStore.get('/catalogue/user/5')).toBeDefined());
});
afterEach(() => site.close());

/** Changes a record of the catalogue above, or makes another like it; done when the cluster knows. */
async function patch(from: string, fields: object, to = from): Promise<void> {
  const known = (await site.above.get(`/catalogue/${from}`))?.value as object;
  const value = { ...known, ...fields } as unknown as Json;
  await site.above.commit({ writes: [{ op: 'put', key: `/catalogue/${to}`, value }] });
  await site.until(async () => expect((await site.clusterStore.get(`/catalogue/${to}`))?.value).toEqual(value));
}
const permit = (path: string, permissions: Permissions) => patch(path, { permissions });
const waitsSaying = (id: number, sentence: string | RegExp) =>
  site.until(async () => expect((await site.mirrored(id))?.unplaced?.message).toMatch(sentence));
const runs = (id: number) => site.until(async () => expect((await site.mirrored(id))?.observed?.guest).toBe('running'));

test.each(['host/0', 'network/0', 'image/0', 'cluster/0'])(
  'what its owner may not use (%s) no instance gets, until the right is there',
  async (path) => {
    await permit(path, privatePermissions);
    await site.create(1, { hostId: 0 }, ann);
    const [kind] = path.split('/');
    await waitsSaying(1, `There is no ${kind} 0, or you may not use it.`);
    expect((await site.mirrored(1))?.hostId).toBeUndefined();
    // Administrators may.
    await site.create(2);
    await runs(2);
    await permit(path, publicPermissions);
    await runs(1);
  },
);

test('a host that its owner may not use is for him not there, also where none is named', async () => {
  await permit('host/0', privatePermissions);
  await site.create(1, { requirements: 'name == "host-0"' }, ann);
  await waitsSaying(1, /There is no host/);
  await permit('host/0', publicPermissions);
  await runs(1);
});

test('whoever lost the right to the host grows no more on it', async () => {
  await site.create(1, { kind: 'vm' }, ann);
  await runs(1);
  await site.command(1, { type: 'stop', graceSeconds: 0 });
  await site.until(async () => expect((await site.mirrored(1))?.observed?.guest).toBe('prepared'));
  await permit('host/0', privatePermissions);
  const refused = await site.command(1, { type: 'resize', memoryMiB: 128 });
  await site.until(async () =>
    expect(await site.result(refused)).toMatchObject({
      outcome: 'refused',
      failure: { code: 'host-not-usable', message: 'There is no host 0, or you may not use it.' },
    }),
  );
  const smaller = await site.command(1, { type: 'resize', memoryMiB: 32 });
  await site.until(async () => expect(await site.result(smaller)).toMatchObject({ outcome: 'applied' }));
});

test('who is no user of the cluster gets no place in it', async () => {
  await site.create(1, {}, { ownerId: 77, groupId: 1 });
  await waitsSaying(1, 'Its owner, user 77, may not use this cluster, or is not known here yet.');
  await patch('user/5', { id: 77, name: 'ben', ownerId: 77 }, 'user/77');
  await runs(1);
});

test('a host that reports far more than was approved is filled to what was approved', async () => {
  const approved = { cpus: 1, memoryMiB: 100, diskMiB: 1000 };
  await patch('host/0', { approved });
  await site.create(1, { memoryMiB: 64 });
  await runs(1);
  await site.create(2, { memoryMiB: 64 });
  await waitsSaying(2, /less than 64 MiB of memory left/);
  await patch('host/0', { approved: { ...approved, memoryMiB: 200 } });
  await runs(2);
});
