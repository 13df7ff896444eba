/** What a cluster is told of people, and of what they use: measured at its end of the feed. */
import { join } from 'node:path';
import { imageLocate } from '@skerry/contract';
import type { Cluster, User } from '@skerry/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyPassword } from '@skerry/api/auth/passwords';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, joinFakeCluster } from '../testing/fake-cluster.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { writeQcow2 } from '../testing/qcow2.ts';

let cloud: TestFrontEnd;
let admin: Client;
let tenants: number;
let closed: FakeCluster;
let ann: Client & { id: number };
let eve: Client & { id: number };

async function must<T = { id: number }>(method: string, path: string, body?: object, client: Client = admin) {
  const reply = await client.call<T>(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}

/** Ann is of the group that may use the cluster, Eve is not. */
beforeEach(async () => {
  cloud = await startFrontEnd();
  admin = cloud.admin;
  tenants = (await must('POST', '/v1/groups', { name: 'tenants' })).id;
  const body = { name: 'closed', groupId: tenants, permissions: 'um-u-----' };
  const { id } = await must('POST', '/v1/clusters', body);
  ann = await cloud.user('ann', [tenants]);
  eve = await cloud.user('eve');
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${id}/join-token`, {});
  closed = await joinFakeCluster(id, token);
  await knows('user/0', `cluster/${id}`);
});
afterEach(async () => {
  await closed?.close();
  await cloud?.close();
});

const told = () => closed.catalogue();
const knows = (...keys: string[]) =>
  eventually(async () => expect([...(await told()).keys()]).toEqual(expect.arrayContaining(keys)));
/** Told after all that was done before: the feed tells in order. */
async function caughtUp(): Promise<string[]> {
  const { id } = await must('POST', '/v1/networks', {
    name: `mark-${Math.random()}`.slice(0, 30).replace('.', '-'),
    clusterId: closed.id,
    cidr: '10.7.0.0/24',
  });
  await knows(`network/${id}`);
  const keys = [...(await told()).keys()];
  await must('DELETE', `/v1/networks/${id}`);
  return keys;
}

const template = (imageId: number) => ({ name: `t-${Math.random()}`.replace('.', '-'), imageId });
const image = async (fields: object) => {
  const path = join(cloud.directory, `${Math.random()}.qcow2`);
  await writeQcow2(path);
  const name = `i-${Math.random()}`.replace('.', '-');
  return (await must('POST', '/v1/images', { name, path, ...fields })).id;
};

test("where images lie is the front-end's own affair: a cluster is told of a datastore without its path", async () => {
  await must('PATCH', '/v1/datastores/0', { permissions: 'um-u--u--' });
  await knows('datastore/0');
  expect((await told()).get('datastore/0')).toMatchObject({ name: 'default', path: '' });
  expect(await must<{ path: string }>('GET', '/v1/datastores/0')).toMatchObject({ path: expect.stringMatching(/^\//) });
});

test('what others asked of a shared object is told to who may change it or knows them, and to nobody else', async () => {
  const open = await image({});
  const shared = (await must('POST', '/v1/templates', { ...template(open), permissions: 'um-u--u--' }, ann)).id;
  await must('PATCH', `/v1/templates/${shared}`, { labels: { a: 'b' } }, ann);
  const history = async (client: Client) =>
    (await must<{ history: { what: string }[] }>('GET', `/v1/templates/${shared}/explain`, undefined, client)).history;
  expect((await history(ann)).length).toBe(2);
  expect((await history(admin)).length).toBe(2);
  expect(await history(eve)).toEqual([]);
  const friend = await cloud.user('friend', [tenants]);
  expect((await history(friend)).map(({ what }) => what)).toEqual([
    expect.stringMatching(/^ann asked to patch/),
    expect.stringMatching(/^ann asked to create/),
  ]);
});

test('people who may not use it are not told: no record, no password, no token, no group, nothing of theirs', async () => {
  const open = await image({});
  const mine = await must('POST', '/v1/templates', template(open), ann);
  const hers = await must('POST', '/v1/templates', template(open), eve);
  const forAll = await must('POST', '/v1/templates', { ...template(open), permissions: 'um-u--u--' }, eve);
  const annToken = (await must<{ token: { id: number } }>('POST', '/v1/tokens', { name: 't' }, ann)).token.id;
  const eveToken = (await must<{ token: { id: number } }>('POST', '/v1/tokens', { name: 't' }, eve)).token.id;
  const hidden = await image({ permissions: 'um-------' });
  await must('PATCH', `/v1/images/${hidden}`, { ownerId: eve.id });
  await knows(`template/${mine.id}`, `template/${forAll.id}`, `token/${annToken}`, `image/${open}`, `user/${ann.id}`);
  const keys = await caughtUp();
  for (const foreign of [`user/${eve.id}`, 'group/1', `template/${hers.id}`, `token/${eveToken}`, `image/${hidden}`]) {
    expect(keys).not.toContain(foreign);
  }
  expect(keys).toContain(`group/${tenants}`);
});

test('of administrators it has neither password nor token; of others, what proves them', async () => {
  const adminToken = (await must<{ token: { id: number } }>('POST', '/v1/tokens', { name: 't' })).token.id;
  await knows(`user/${ann.id}`);
  const keys = await caughtUp();
  expect(keys).toContain('user/0');
  expect(keys).not.toContain(`token/${adminToken}`);
  expect((await told()).get('user/0')).not.toHaveProperty('passwordHash');
  const { passwordHash } = (await told()).get(`user/${ann.id}`) as User;
  expect(await verifyPassword(passwordHash, 'password of ann')).toBe(true);
  await must('PATCH', `/v1/users/${ann.id}`, { enabled: false });
  await eventually(async () => {
    const record = (await told()).get(`user/${ann.id}`) as User;
    expect(record.enabled).toBe(false);
    expect(record.passwordHash).toBeUndefined();
  });
});

test('who loses the right to the cluster is gone there, with all that only they used; who gets it comes with theirs', async () => {
  const open = await image({});
  const mine = await must('POST', '/v1/templates', template(open), ann);
  const hers = await must('POST', '/v1/templates', template(open), eve);
  await knows(`template/${mine.id}`, `user/${ann.id}`);
  await must('PATCH', `/v1/users/${ann.id}`, { groupIds: [1], groupId: 1 });
  await eventually(async () => {
    const keys = [...(await told()).keys()];
    for (const gone of [`user/${ann.id}`, `template/${mine.id}`, `group/${tenants}`]) expect(keys).not.toContain(gone);
  });
  await must('PATCH', `/v1/clusters/${closed.id}`, { permissions: 'um-u--u--' });
  await knows(`user/${eve.id}`, `user/${ann.id}`, `template/${hers.id}`, `template/${mine.id}`, 'group/1');
  await must('PATCH', `/v1/clusters/${closed.id}`, { permissions: 'um-------' });
  await eventually(async () => {
    const users = [...(await told()).keys()].filter((key) => key.startsWith('user/'));
    expect(users).toEqual(['user/0']);
  });
});

test('what changed while the link was cut is told when it heals, and a front-end that begins anew tells nothing twice', async () => {
  await knows(`user/${ann.id}`);
  const late = await cloud.user('late', [tenants]);
  await knows(`user/${late.id}`);
  await caughtUp();
  const before = (await closed.store.get('/cursor/catalogue'))?.value as { origin: string };
  await closed.cut();
  await cloud.restart();
  closed.heal(cloud.frontEnd.linkUrl);
  await closed.session.waitFor('connected', { deadlineMs: 10_000 });
  await caughtUp();
  const after = (await closed.store.get('/cursor/catalogue'))?.value as { origin: string };
  expect(after.origin).toBe(before.origin);
  await closed.cut();
  await must('PATCH', `/v1/users/${late.id}`, { groupIds: [1], groupId: 1 });
  closed.heal(cloud.frontEnd.linkUrl);
  await eventually(async () => expect([...(await told()).keys()]).not.toContain(`user/${late.id}`));
});

test('the credential of a site goes to its cluster alone, and no view shows it', async () => {
  const other = await must('POST', '/v1/clusters', { name: 'other' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${other.id}/join-token`, {});
  const second = await joinFakeCluster(other.id, token);
  try {
    const { password } = await must<{ password: string }>('POST', `/v1/clusters/${closed.id}/site-credential`);
    const hash = await eventually(async () => {
      const { siteCredentialHash } = (await told()).get(`cluster/${closed.id}`) as Cluster;
      expect(siteCredentialHash).toBeDefined();
      return siteCredentialHash as string;
    });
    expect(await verifyPassword(hash, password)).toBe(true);
    await eventually(async () => expect([...(await second.catalogue()).keys()]).toContain(`cluster/${other.id}`));
    expect(JSON.stringify([...(await second.catalogue())])).not.toContain(hash);
    const shown = await admin.call('GET', `/v1/clusters/${closed.id}`);
    expect(shown.text).not.toContain(hash);
    expect((await ann.call('POST', `/v1/clusters/${closed.id}/site-credential`)).status).toBe(403);
  } finally {
    await second.close();
  }
});

test('the content of an image goes to the clusters that are told of it', async () => {
  const hidden = await image({ permissions: 'um-------' });
  await must('PATCH', `/v1/images/${hidden}`, { ownerId: eve.id });
  const { digest } = await must<{ digest: string }>('GET', `/v1/images/${hidden}`);
  await expect(closed.session.request(imageLocate.method, { digest })).rejects.toMatchObject({
    failure: { code: 'not-found' },
  });
  await must('PATCH', `/v1/images/${hidden}`, { ownerId: ann.id });
  await knows(`image/${hidden}`);
  await closed.session.request(imageLocate.method, { digest });
});
