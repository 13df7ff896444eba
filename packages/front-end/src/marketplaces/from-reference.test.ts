import { expect, test } from 'vitest';
import type { Caller } from '@skerry/api/requests/call';
import { parsePermissions, privatePermissions, publicPermissions } from '@skerry/domain';
import { fromReference } from './from-reference.ts';

const meta = { ownerId: 0, groupId: 0, labels: {}, attributes: {}, createdAt: '', changedAt: '' };
const hub = {
  ...meta,
  id: 0,
  name: 'docker-hub',
  type: 'oci',
  url: 'https://docker.io/',
  permissions: publicPermissions,
};
const secret = {
  ...meta,
  id: 7,
  name: 'secret',
  type: 'oci',
  url: 'https://registry.example.org/',
  permissions: parsePermissions('um-------') ?? privatePermissions,
};
const model = { all: () => [hub, secret] } as unknown as Parameters<typeof fromReference>[2];
const caller = (userId: number) => ({ userId, groupIds: [1] }) as unknown as Caller;

test('one word becomes the fields of an image, at a marketplace that the caller may use', () => {
  expect(fromReference('docker://nginx', caller(5), model)).toEqual({ marketplaceId: 0, reference: 'nginx' });
  expect(fromReference('https://example.org/a.qcow2', caller(5), model)).toEqual({
    url: 'https://example.org/a.qcow2',
  });
  const named = 'docker://registry.example.org/team/app';
  expect(fromReference(named, caller(0), model)).toMatchObject({ marketplaceId: 7 });
  // Whoever may not use it does not learn that it is there: Docker Hub knows other registries too.
  expect(fromReference(named, caller(5), model)).toMatchObject({ marketplaceId: 0 });
  expect(() => fromReference('secret:app', caller(5), model)).toThrow('no marketplace "secret" that you may use');
  expect(() => fromReference('nginx', caller(5), model)).toThrow('does not say where it comes from');
});
