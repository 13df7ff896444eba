/** Keys of names are as the objects are, whatever wrote the store before or died in between. */
import { createMemoryStore, type Store } from '@skerry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { keys } from '@skerry/api/state/keys';

let store: Store;
let front: TestFrontEnd;
beforeEach(async () => {
  store = createMemoryStore();
  front = await startFrontEnd({ store });
});
afterEach(async () => {
  await front.close();
  await store.close();
});

const group = async (name: string) => front.admin.call<{ id: number }>('POST', '/v1/groups', { name });
const names = async () =>
  Object.fromEntries((await store.list(keys.names)).entries.map(({ key, value }) => [key, value]));

test('what a cloud begins with has its names, and each new object, new name and end of one is followed', async () => {
  const began = { '/name/datastore/cloud/default': 0, '/name/user/cloud/admin': 0 };
  expect(await names()).toMatchObject({ ...began, '/name/group/cloud/users': 1 });
  const { id } = (await group('one')).body;
  expect((await names())['/name/group/cloud/one']).toBe(id);
  await front.admin.call('PATCH', `/v1/groups/${id}`, { name: 'two' });
  expect(await names()).toMatchObject({ '/name/group/cloud/two': id });
  expect(await names()).not.toHaveProperty(['/name/group/cloud/one']);
  await front.admin.call('DELETE', `/v1/groups/${id}`);
  expect(await names()).not.toHaveProperty(['/name/group/cloud/two']);
});

test('log-ins take no name; access tokens are one of their owner', async () => {
  const { body } = await front.admin.call<{ token: { id: number } }>('POST', '/v1/tokens', { name: 'mine' });
  const ofTokens = Object.entries(await names()).filter(([key]) => key.startsWith('/name/token/'));
  expect(ofTokens).toEqual([['/name/token/0/mine', body.token.id]]);
});

test('a store of an earlier edition gets its names at the first start', async () => {
  const { id } = (await group('of-before')).body;
  const gone = [...Object.keys(await names()), keys.namesWritten];
  await store.commit({ writes: gone.map((key) => ({ op: 'delete', key })) });
  await front.restart();
  expect(await names()).toMatchObject({ '/name/group/cloud/of-before': id, '/name/user/cloud/admin': 0 });
});

test('a name whose object is gone is given to the next who asks', async () => {
  const key = keys.name('group', 'cloud', 'orphan');
  await store.commit({ writes: [{ op: 'put', key, value: 4711 }] });
  const made = await group('orphan');
  expect(made.status).toBe(201);
  expect((await names())[key]).toBe(made.body.id);
});

test('a first start that is repeated, or a name that is wrong, leaves only what is true', async () => {
  const key = keys.name('group', 'cloud', 'nobody');
  await store.commit({
    writes: [
      { op: 'put', key, value: 4711 },
      { op: 'delete', key: keys.namesWritten },
    ],
  });
  await front.restart();
  const after = await names();
  expect(after).not.toHaveProperty([key]);
  await front.restart();
  expect(await names()).toEqual(after);
});
