import type { HostNetwork, Lease } from '@skerry/domain';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { acceptRecord } from './accept-record.ts';
import { record } from './record.ts';

const network = { networkId: 3, name: 'lab', cidr: '10.60.0.0/24', gateway: '10.60.0.1', nat: true };
const observation = { reached: 1, guest: 'running', reboots: 0, crashes: 0 };
const refused = (feed: Parameters<typeof acceptRecord>[0], key: string, value: unknown) => {
  const accepted = acceptRecord(feed, { key, value });
  return accepted.ok ? 'taken over' : `${accepted.error.code}: ${accepted.error.message}`;
};

test('a schema that differs from its type does not compile, whichever of the two knows more', () => {
  const shape = {
    networkId: z.int(),
    name: z.string(),
    driver: z.exactOptional(z.string()),
    cidr: z.string(),
    gateway: z.string(),
    nameservers: z.exactOptional(z.array(z.string())),
    nat: z.boolean(),
  };
  expect(record<HostNetwork>()(z.object(shape))).toBeDefined();
  const { nat: _, ...less } = shape;
  // @ts-expect-error the type has a field more
  expect(record<HostNetwork>()(z.object(less))).toBeDefined();
  // @ts-expect-error the schema has a field more
  expect(record<HostNetwork>()(z.object({ ...shape, more: z.string() }))).toBeDefined();
  // @ts-expect-error the schema has a field more that may be missing
  expect(record<HostNetwork>()(z.object({ ...shape, more: z.exactOptional(z.string()) }))).toBeDefined();
  // @ts-expect-error what must be there in the type may be missing in the schema
  expect(record<HostNetwork>()(z.object({ ...shape, nat: z.exactOptional(z.boolean()) }))).toBeDefined();
  // @ts-expect-error another type
  expect(record<Lease>()(z.object(shape))).toBeDefined();
});

test('what a newer sender says beyond the schema is left out, at every depth', () => {
  const value = {
    ...observation,
    newer: 1,
    step: { name: 'start-guest', since: '2030-01-01T00:00:00.000Z', more: {} },
  };
  expect(acceptRecord('observations', { key: 'instance/7', value })).toEqual({
    ok: true,
    value: {
      key: 'instance/7',
      value: { ...observation, step: { name: 'start-guest', since: '2030-01-01T00:00:00.000Z' } },
    },
  });
});

test.each<[string, Parameters<typeof acceptRecord>[0], string, unknown]>([
  ['a number where a record belongs', 'observations', 'instance/7', 5],
  ['nothing where a record belongs', 'observations', 'instance/7', null],
  ['a word of another list', 'observations', 'instance/7', { ...observation, guest: 'flying' }],
  ['a number that is null, as NaN travels', 'observations', 'instance/7', { ...observation, crashes: null }],
  ['a number below its bound', 'observations', 'instance/7', { ...observation, crashes: -1 }],
  ['a number that is not exact', 'observations', 'instance/7', { ...observation, reboots: 2 ** 53 }],
  ['a fraction where whole numbers are counted', 'observations', 'instance/7', { ...observation, reboots: 0.5 }],
  ['the number of another object', 'intents', 'network/4', network],
  ['a text with a line feed where it ends in a configuration', 'intents', 'network/3', { ...network, name: 'a\nb' }],
  ['an address that is none', 'intents', 'network/3', { ...network, gateway: '10.60.0.1; reboot' }],
  ['a list where a record belongs', 'intents', 'network/3', [network]],
])('%s is refused as malformed', (_, feed, key, value) => {
  expect(refused(feed, key, value)).toMatch(/^record-malformed: (network|instance)\/\d: ./);
});

test.each([
  '',
  '/',
  'instance',
  'instance/',
  'instance/x',
  'instance/-1',
  'instance/1/2',
  'instance/1e3',
  'instance/9999999999999999',
  '__proto__/1',
  'constructor/1',
  'toString',
  'report/',
  'report/1',
  '../instance/1',
  'instance/1\n',
  'x'.repeat(512),
])('the key %j is none of a host', (key) => {
  expect(refused('observations', key, observation)).toMatch(/^key-unknown: /);
});

test('a sentence of somebody else steers no terminal, and is no longer than people read', () => {
  const failure = {
    step: 'start-guest',
    code: 'x',
    message: 'gone\u001b[2J\u202eback\nhere',
    attempts: 1,
    nextTryAt: '2030-01-01T00:00:00.000Z',
  };
  const accepted = acceptRecord('observations', { key: 'instance/7', value: { ...observation, failure } });
  expect(accepted).toMatchObject({ value: { value: { failure: { message: 'gone [2J back\nhere' } } } });
  const long = { ...observation, failure: { ...failure, message: 'x'.repeat(5000) } };
  expect(refused('observations', 'instance/7', long)).toMatch(/^record-malformed/);
});

test('names of prototypes in a record are data or nothing, never a prototype', () => {
  const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as never;
  const meta = {
    id: 1,
    name: 'g',
    ownerId: 0,
    groupId: 0,
    permissions: Object.fromEntries(
      ['owner', 'group', 'other'].map((who) => [who, { use: true, manage: false, admin: false }]),
    ) as never,
    labels,
    attributes: JSON.parse('{"__proto__":{"admin":true}}') as never,
    createdAt: '2030-01-01T00:00:00.000Z',
    changedAt: '2030-01-01T00:00:00.000Z',
  };
  const accepted = acceptRecord('catalogue', { key: 'group/1', value: meta });
  const value = (accepted as unknown as { value: { value: { labels: object; attributes: { admin?: true } } } }).value
    .value;
  expect(Object.getPrototypeOf(value.labels)).toBe(Object.prototype);
  expect(value.attributes.admin).toBeUndefined();
});
