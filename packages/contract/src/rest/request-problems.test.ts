import { expect, test } from 'vitest';
import { clusterCreate } from './cluster.ts';
import { instanceCreate } from './instance.ts';
import { networkCreate } from './network.ts';
import { faultsOf, type Issue } from './request-problems.ts';
import { tokenCreate } from './token.ts';
import { userCreate, userPatch } from './user.ts';

interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: { readonly issues: readonly Issue[] } };
}
const said = (schema: Schema, value: unknown, known?: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    faultsOf(schema.safeParse(value).error?.issues ?? [], known).map(({ field, message }) => [field, message]),
  );

test('what is missing, too short, too small or too many is said as a sentence, with the unit of its field', () => {
  expect(said(userCreate, { password: 'short' })).toEqual({
    name: 'This is needed.',
    password: 'At least 8 characters are needed.',
  });
  expect(said(instanceCreate, { name: 'a', imageId: 0, cpus: 0, memoryMiB: 1e9, antiAffinityGroup: '' })).toEqual({
    cpus: 'At least 1.',
    memoryMiB: 'At most 4194304 MiB (4 TiB).',
    antiAffinityGroup: 'At least 1 character is needed.',
  });
  expect(said(instanceCreate, { name: 'a', memoryMiB: 1 })).toEqual({ memoryMiB: 'At least 16 MiB.' });
  expect(said(tokenCreate, { name: 'a', lifetimeSeconds: 1 })).toEqual({
    lifetimeSeconds: 'At least 60 seconds (1 minute).',
  });
  expect(said(userPatch, { groupIds: [] })).toEqual({ groupIds: 'At least 1 of them is needed.' });
});

test('what is no such thing is told what it should be; a sentence of the contract is kept word for word', () => {
  const network = { name: 'lan', clusterId: 0 };
  expect(said(networkCreate, { ...network, cidr: 'x' })).toEqual({
    cidr: 'This is no range of IPv4 addresses, such as 10.60.0.0/24.',
  });
  expect(said(networkCreate, { ...network, cidr: '10.0.0.0/8', gateway: 'x' })).toEqual({
    gateway: 'This is no IPv4 address, such as 10.60.0.1.',
  });
  expect(said(clusterCreate, { name: 'a', siteUrl: 'x' })['siteUrl']).toMatch(/^This is no web address/);
  expect(said(instanceCreate, { name: 'a', kind: 'x' })).toEqual({ kind: 'Use one of: vm, container, microvm.' });
  expect(said(instanceCreate, { name: 'a', cpus: '2' })).toEqual({
    cpus: 'This must be of the type number, not string.',
  });
  expect(said(instanceCreate, { name: 'white space' })['name']).toMatch(/^\S.*\.$/);
});

test('a field that there is not is named, with the nearest that there is', () => {
  expect(said(instanceCreate, { name: 'a', memory: 64 }, ['memoryMiB'])).toEqual({
    memory: 'There is no such field. Did you mean "memoryMiB"?',
  });
});
