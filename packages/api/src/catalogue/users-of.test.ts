import { objectKinds } from '@skerry/domain';
import { expect, test } from 'vitest';
import { usingKinds } from './users-of.ts';

const owned = ['cluster', 'datastore', 'host', 'image', 'instance', 'marketplace', 'network', 'template'];

test('who may stand against the end of whom, in the order in which it is told', () => {
  expect(Object.fromEntries(objectKinds.map((kind) => [kind, usingKinds(kind)]))).toEqual({
    cluster: ['host', 'instance', 'network'],
    datastore: ['image'],
    disk: [],
    group: ['user', ...owned],
    host: ['instance'],
    image: ['instance', 'template'],
    instance: [],
    lease: ['instance'],
    marketplace: [],
    network: ['instance', 'lease', 'template'],
    template: [],
    token: [],
    user: owned,
  });
});
