import type { Instance } from '@skerry/domain';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeldName } from '@skerry/store/layout/controller';
import { keys } from '../keys.ts';
import { settleNames } from './settle-names.ts';

const instance = (id: number, name: string, ownerId = 7, networks: readonly number[] = [1]) =>
  ({ id, name, ownerId, spec: { nics: networks.map((networkId) => ({ networkId })) } }) as unknown as Instance;

/** The names of a cluster, as a store that keeps its conditions. */
function cluster() {
  const names = new Map<string, HeldName>();
  return {
    names,
    settle: (given: Instance): string | undefined => {
      const own = [...names.values()].filter(({ instanceId }) => instanceId === given.id);
      const { hostnameOf, conditions, writes } = settleNames(given, own, (key) => names.has(key));
      for (const { key } of conditions) expect(names.has(key)).toBe(false);
      for (const write of writes) {
        if (write.op === 'put') names.set(write.key, write.value as unknown as HeldName);
        else names.delete(write.key);
      }
      return hostnameOf(1);
    },
    forget: (id: number) => {
      for (const [key, { instanceId }] of names) if (instanceId === id) names.delete(key);
    },
  };
}

test('three spellings of one name are one host name: the first keeps it, the others get their number', () => {
  const { settle } = cluster();
  expect(settle(instance(5, 'My.DB'))).toBe('my-db');
  expect(settle(instance(17, 'my_db'))).toBe('my-db-17');
  expect(settle(instance(3, 'my-db'))).toBe('my-db-3');
  expect(settle(instance(5, 'My.DB'))).toBe('my-db');
});

test('each owner has names of its own', () => {
  const { settle, names } = cluster();
  expect(settle(instance(5, 'db', 7))).toBe('db');
  expect(settle(instance(6, 'db', 8))).toBe('db');
  expect([...names.keys()]).toEqual([keys.name(1, 7, 'db'), keys.name(1, 8, 'db')]);
});

test('no name is taken over, by creation, by rename, or by a name that looks like the way out', () => {
  const { settle } = cluster();
  settle(instance(5, 'db'));
  expect(settle(instance(2, 'db'))).toBe('db-2');
  settle(instance(6, 'db-9'));
  expect(settle(instance(9, 'web'))).toBe('web');
  expect(settle(instance(9, 'db'))).toBe('db-9-2');
  expect(settle(instance(5, 'db'))).toBe('db');
});

test('a name that is given up is free, and nobody changes his for it unasked', () => {
  const { settle, names, forget } = cluster();
  settle(instance(5, 'db'));
  settle(instance(17, 'db'));
  expect(settle(instance(5, 'web'))).toBe('web');
  expect(settle(instance(17, 'db'))).toBe('db-17');
  expect(settle(instance(20, 'db'))).toBe('db');
  for (const id of [5, 17, 20]) forget(id);
  expect(names.size).toBe(0);
});

test('another owner, another network: the old names go with it', () => {
  const { settle, names } = cluster();
  settle(instance(5, 'db', 7, [1, 2]));
  settle(instance(5, 'db', 8, [2]));
  expect([...names.keys()]).toEqual([keys.name(2, 8, 'db')]);
});

test('whatever happens, in any order, a host name has one holder and each holder one host name', () => {
  const name = fc.constantFrom('db', 'DB', 'd.b', 'd-b', 'db-2', 'db-3', 'wpad', '2', 'wpad-2');
  const event = fc.record({ id: fc.nat(4), name, owner: fc.nat(1), gone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { settle, names, forget } = cluster();
      const wanted = new Map<number, string | undefined>();
      for (const { id, name: called, owner, gone } of events) {
        if (gone) forget(id);
        wanted.set(id, gone ? undefined : settle(instance(id, called, owner)));
        const holders = [...names.values()].map(({ instanceId }) => instanceId);
        expect(new Set(holders).size).toBe(holders.length);
        expect(holders.length).toBe([...wanted.values()].filter(Boolean).length);
      }
    }),
  );
});
