import type { Entry } from '@skerry/store';
import { expect, test } from 'vitest';
import { namesOf } from './names-of.ts';

const entry = (key: string, value: unknown): Entry => ({ key, value, modRevision: 1 }) as unknown as Entry;
const named = (name: string, ownerId = 0) => ({ name, ownerId });
const instance = (id: number, name: string) => ({ id, ...named(name, 2), intent: { power: 'running' }, spec: {} });
const rename = (id: number, instanceId: number, name: string) =>
  entry(`/commands/0/${id}`, {
    id,
    issuedAt: '2030-01-01T00:00:00.000Z',
    order: { type: 'instance', instanceId, command: { type: 'rename', name } },
  });
const names = (...entries: Entry[]) =>
  Object.fromEntries([...namesOf(entries)].map(([object, called]) => [object, [...called]]));

test('what is one of a kind in the cloud, of its owner, or nowhere, is named so', () => {
  expect(
    names(
      entry('/catalogue/group/7', named('staff')),
      entry('/catalogue/network/3', named('lan', 2)),
      entry('/catalogue/token/5', { ...named('mine', 2), purpose: 'access' }),
      entry('/catalogue/token/6', { ...named('log-in', 2), purpose: 'log-in' }),
    ),
  ).toEqual({ 'group/7': ['cloud/staff'], 'network/3': ['2/lan'], 'token/5': ['2/mine'], 'token/6': [] });
});

test('an instance is called as was ordered, not as its cluster tells; what is on the way is its name, too', () => {
  const told = entry('/mirror/0/instance/1', instance(1, 'told'));
  expect(names(told)).toEqual({ 'instance/1': ['2/told'] });
  const placed = entry('/placed/instance/1', { clusterId: 0, identity: named('ordered', 2) });
  expect(names(told, placed)).toEqual({ 'instance/1': ['2/ordered'] });
  expect(names(told, placed, rename(9, 1, 'next'), rename(10, 1, 'last'))).toEqual({
    'instance/1': ['2/ordered', '2/next', '2/last'],
  });
  const order = { id: 8, issuedAt: '', order: { type: 'create-instance', instance: instance(4, 'new') } };
  expect(names(entry('/commands/0/8', order))).toEqual({ 'instance/4': ['2/new'] });
});
