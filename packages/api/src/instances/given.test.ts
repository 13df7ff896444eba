import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startTenantCloud } from '@skerry/front-end/testing/tenant-cloud';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA2FFG2pMJDXNmRwiVVuccZmb47Zbc480rVq3aDGRplm me@here';

test('what an instance was given is read by who may manage it, and changed in parts', async () => {
  const { alice, bob, cluster, imageId, make } = await startTenantCloud();
  const context = { sshKeys: [key], userData: '#!/bin/sh\n' };
  const body = { name: 'web', imageId, context, permissions: 'um-u--u--' };
  const { id } = await make(alice, '/v1/instances', body);
  await cluster.work();
  const path = `/v1/instances/${id}`;
  expect((await alice.call('GET', `${path}/context`)).body).toEqual(context);
  // It may hold secrets: to look at the instance is not enough.
  expect((await bob.call('GET', path)).status).toBe(200);
  expect((await bob.call('GET', path)).text).not.toContain('AAAA');
  expect((await bob.call('GET', `${path}/context`)).status).toBe(403);
  expect((await alice.call('PATCH', path, { context: { userData: '' } })).status).toBe(202);
  await cluster.work();
  await eventually(async () =>
    expect((await alice.call('GET', `${path}/context`)).body).toEqual({ ...context, userData: '' }),
  );
  const tooLarge = await alice.call('PATCH', path, { context: { userData: 'x'.repeat(65_530) } });
  expect(tooLarge).toMatchObject({ status: 400, body: { code: 'context-too-large', field: 'context' } });
});

test('objects that people name have a description, which can be taken away again', async () => {
  const { front, alice, cluster, imageId, networkId, make } = await startTenantCloud();
  const description = 'The shop.\nAsk Ingrid before you stop it.';
  const { id } = await make(alice, '/v1/instances', { name: 'web', imageId, description });
  await cluster.work();
  const told = [
    ['instances', id, alice],
    ['images', imageId, front.admin],
    ['networks', networkId, front.admin],
    ['clusters', cluster.id, front.admin],
    ['users', alice.id, front.admin],
  ] as const;
  for (const [noun, number, client] of told) {
    const path = `/v1/${noun}/${number}`;
    const change = async (to: string) => {
      expect((await client.call('PATCH', path, { description: to })).status, noun).toBeLessThan(300);
      await cluster.work();
    };
    await change(description);
    await eventually(async () => expect((await client.call('GET', path)).body['description'], noun).toBe(description));
    await change('');
    await eventually(async () => expect((await client.call('GET', path)).body, noun).not.toHaveProperty('description'));
  }
  const long = await alice.call('POST', '/v1/templates', { name: 't', imageId, description: 'x'.repeat(5000) });
  expect(long.status).toBe(400);
  expect(JSON.stringify(long.body)).toContain('description');
});

test('keys are kept for a user, who changes them alone; others that see the user do not see them', async () => {
  const { front, alice, bob } = await startTenantCloud();
  const sshKeys = [key];
  const path = `/v1/users/${alice.id}`;
  expect(await alice.call('PATCH', path, { sshKeys })).toMatchObject({ status: 200, body: { sshKeys } });
  expect((await alice.call('GET', '/v1/sessions/current')).body['sshKeys']).toEqual(sshKeys);
  expect((await front.admin.call('GET', path)).body['sshKeys']).toEqual(sshKeys);
  await front.admin.call('PATCH', path, { permissions: 'um-u--u--' });
  const seen = await bob.call('GET', path);
  expect(seen.status).toBe(200);
  expect(seen.body).not.toHaveProperty('sshKeys');
  expect((await bob.call('PATCH', path, { sshKeys: [] })).status).toBe(403);
  expect((await alice.call('PATCH', path, { sshKeys: Array.from({ length: 17 }, () => key) })).status).toBe(400);
});
