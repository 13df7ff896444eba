import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startTenantCloud } from '@skerry/front-end/testing/tenant-cloud';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
const other = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'B'.repeat(43)}`;
interface Context {
  readonly sshKeys: readonly string[];
  readonly userData: string;
  readonly userDataBase64?: string;
}

test('of a template what a change does not name stays: keys, user data, labels, attributes', async () => {
  const { alice, imageId, make } = await startTenantCloud();
  const labels = { tier: 'web', zone: 'a' };
  const attributes = { ticket: 7, nested: { a: 1, b: 2 } };
  const context = { sshKeys: [key], userData: '#cloud-config' };
  const { id } = await make(alice, '/v1/templates', {
    name: 't',
    imageId,
    memoryMiB: 512,
    labels,
    attributes,
    context,
  });
  const patch = async (body: object) => {
    const reply = await alice.call<{ context: Context; labels: object; attributes: object; networkIds?: number[] }>(
      'PATCH',
      `/v1/templates/${id}`,
      body,
    );
    expect(reply.status, reply.text).toBe(200);
    return reply.body;
  };
  expect((await patch({ context: { userData: 'echo' } })).context).toEqual({ sshKeys: [key], userData: 'echo' });
  expect((await patch({ context: { sshKeys: [other] } })).context).toEqual({ sshKeys: [other], userData: 'echo' });
  const bytes = { userData: '', userDataBase64: 'H4sIAP8=' };
  expect((await patch({ context: { userDataBase64: bytes.userDataBase64 } })).context).toEqual({
    sshKeys: [other],
    ...bytes,
  });
  expect((await patch({ context: { sshKeys: [key] } })).context).toEqual({ sshKeys: [key], ...bytes });
  expect((await patch({ context: { userData: null } })).context).toEqual({ sshKeys: [key], userData: '' });
  const after = await patch({ labels: { tier: 'db', zone: null }, attributes: { nested: { a: null } } });
  expect(after).toMatchObject({ labels: { tier: 'db' }, attributes: { ticket: 7, nested: { b: 2 } } });
  expect(after.labels).toEqual({ tier: 'db' });
  expect((after.attributes as typeof attributes).nested).toEqual({ b: 2 });
});

test('labels and attributes of an instance are changed one by one, also twice before its cluster has answered', async () => {
  const { alice, imageId, cluster, make } = await startTenantCloud();
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId, labels: { a: '1', b: '2' } });
  await eventually(async () => expect(await cluster.get(id)).toBeDefined());
  cluster.obey = false;
  for (const labels of [{ c: '3' }, { a: null }]) {
    expect((await alice.call('PATCH', `/v1/instances/${id}`, { labels })).status).toBe(202);
  }
  await eventually(async () => {
    await cluster.work();
    expect((await cluster.get(id))?.labels).toEqual({ b: '2', c: '3' });
  });
});

test('what is put together must fit as a whole', async () => {
  const { alice, imageId, make } = await startTenantCloud();
  const labels = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`k${i}`, '']));
  const { id } = await make(alice, '/v1/templates', { name: 't', imageId, memoryMiB: 512, labels });
  const one = await alice.call('PATCH', `/v1/templates/${id}`, { labels: { more: '' } });
  expect(one).toMatchObject({ status: 400, body: { field: 'labels' } });
  expect((await alice.call('PATCH', `/v1/templates/${id}`, { labels: { more: '', k0: null } })).status).toBe(200);
});

test('an instance takes of its template what it does not bring itself: keys stay when there is user data, and the reverse', async () => {
  const { alice, imageId, cluster, make } = await startTenantCloud();
  const contextOf = async (name: string, template: object | undefined, own: object | undefined) => {
    const templateId =
      template && (await make(alice, '/v1/templates', { name, imageId, memoryMiB: 512, context: template })).id;
    const { id } = await make(alice, '/v1/instances', {
      name,
      ...(templateId === undefined ? { imageId } : { templateId }),
      ...(own === undefined ? {} : { context: own }),
    });
    return eventually(async () => {
      const known = await cluster.get(id);
      if (known === undefined) throw new Error('not there yet');
      return known.spec.context;
    });
  };
  expect(await contextOf('a', { sshKeys: [key] }, { userData: 'x' })).toEqual({ sshKeys: [key], userData: 'x' });
  expect(await contextOf('b', { userData: 'x' }, { sshKeys: [key] })).toEqual({ sshKeys: [key], userData: 'x' });
  const bytes = { userData: '', userDataBase64: '//4=' };
  expect(await contextOf('c', { sshKeys: [key], userData: 'x' }, { userDataBase64: '//4=' })).toEqual({
    sshKeys: [key],
    ...bytes,
  });
  expect(await contextOf('d', { userDataBase64: '//4=' }, { sshKeys: [other] })).toEqual({
    sshKeys: [other],
    ...bytes,
  });
  expect(await contextOf('e', undefined, { sshKeys: [key], userData: 'x' })).toEqual({ sshKeys: [key], userData: 'x' });
});

test('what is no public key, and above all a private one, is refused without repeating it', async () => {
  const { alice, imageId } = await startTenantCloud();
  const pem = '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0';
  for (const [sshKey, words] of [
    [pem, 'private key'],
    ['hello', 'no public SSH key'],
  ] as const) {
    for (const path of ['/v1/instances', '/v1/templates']) {
      const body = { name: 'x', imageId, memoryMiB: 512, context: { sshKeys: [sshKey] } };
      const reply = await alice.call('POST', path, body);
      expect(reply.status).toBe(400);
      expect(reply.text).toContain(words);
      expect(reply.text).toContain('context.sshKeys.0');
      expect(reply.text).not.toContain('c2VjcmV0');
    }
  }
  const both = { sshKeys: [], userData: 'x', userDataBase64: '//4=' };
  const reply = await alice.call('POST', '/v1/instances', { name: 'x', imageId, context: both });
  expect(reply).toMatchObject({ status: 400 });
});

test('a template that says nothing of networks makes guests as its image does; one with an empty list makes them without', async () => {
  const { alice, imageId, networkId, cluster, make } = await startTenantCloud();
  const networksOf = async (body: object) => {
    const { id } = await make(alice, '/v1/instances', body);
    return eventually(async () => {
      const known = await cluster.get(id);
      if (known === undefined) throw new Error('not there yet');
      return known.spec.nics.map((nic) => nic.networkId);
    });
  };
  const template = (name: string, more: object = {}) =>
    make(alice, '/v1/templates', { name, imageId, memoryMiB: 512, ...more });
  const { id: silent } = await template('silent');
  const { id: none } = await template('none', { networkIds: [] });
  expect(await networksOf({ name: 'a', imageId })).toEqual([networkId]);
  expect(await networksOf({ name: 'b', templateId: silent })).toEqual([networkId]);
  expect(await networksOf({ name: 'c', templateId: none })).toEqual([]);
  expect(await networksOf({ name: 'd', templateId: silent, networkIds: [] })).toEqual([]);
  expect((await alice.call('PATCH', `/v1/templates/${none}`, { networkIds: null })).body).not.toHaveProperty(
    'networkIds',
  );
  expect(await networksOf({ name: 'e', templateId: none })).toEqual([networkId]);
});
