import { objectKinds } from '@skerry/domain';
import { expect, test } from 'vitest';
import type { Route } from '../route.ts';
import { type RouteId, routes } from '../routes/index.ts';
import { fieldWords } from './field-words.ts';
import type { RequestField } from './request-field.ts';
import { requestFields } from './request-fields.ts';

const field = (id: RouteId, name: string): RequestField | undefined =>
  flat(requestFields(id)).find((each) => each.name === name);
const flat = (fields: readonly RequestField[]): RequestField[] =>
  fields.flatMap((each) => (each.input.type === 'parts' ? [each, ...flat(each.input.fields)] : [each]));
const everyField = (Object.entries(routes) as [RouteId, Route][]).flatMap(([id, { body }]) =>
  body === undefined ? [] : flat(requestFields(id)).map((each) => [id, each] as const),
);

test('a field has its input, bounds, default and words from schema and table', () => {
  expect(field('template.create', 'memoryMiB')).toEqual({
    name: 'memoryMiB',
    label: 'Memory',
    help: '',
    line: 'Memory, such as 256M or 1G',
    input: { type: 'size', least: 16, most: 4_194_304 },
    required: false,
    default: 512,
    clears: false,
    common: false,
  });
  expect(field('network.create', 'gateway')).toMatchObject({
    label: 'Gateway',
    help: 'The first address when it is not given.',
    input: { type: 'text' },
    required: false,
  });
  expect(field('template.create', 'imageId')).toMatchObject({
    input: { type: 'reference', of: 'image', many: false },
    required: true,
    help: '',
  });
  expect(field('network.patch', 'ownerId')?.input).toEqual({ type: 'reference', of: 'user', many: false });
  expect(field('user.create', 'groupIds')).toMatchObject({
    input: { type: 'reference', of: 'group', many: true },
    default: [1],
  });
  expect(field('token.create', 'lifetimeSeconds')?.input).toEqual({ type: 'time', least: 60, most: 31_536_000 });
  expect(field('image.create', 'kinds')?.input).toMatchObject({ type: 'choice', many: true });
  expect(field('network.create', 'nameservers')?.input).toEqual({ type: 'words' });
});

test('what is within an object is a field of its own, and what may be taken away says so', () => {
  expect(field('cluster.create', 'location')?.clears).toBe(false);
  expect(field('cluster.patch', 'location')).toMatchObject({ clears: true, input: { type: 'parts' } });
  expect(field('cluster.patch', 'location.latitude')).toMatchObject({
    label: 'Latitude',
    unit: '°',
    required: true,
    input: { type: 'number', whole: false, least: -90, most: 90 },
  });
  expect(field('template.patch', 'context.userDataBase64')?.clears).toBe(true);
  expect(field('template.patch', 'diskSizeMiB')).toMatchObject({ clears: true, input: { type: 'size', least: 1 } });
});

test('every field of every request has an input and a name, and an input that no list knows is none', () => {
  expect(everyField.length).toBeGreaterThan(100);
  for (const [id, { name, label, input }] of everyField) {
    expect(label, `${id} ${name}`).toMatch(/^[A-Z]/);
    if (input.type === 'reference') expect(objectKinds).toContain(input.of);
    // A number whose name ends in Id is no amount.
    if (input.type === 'number') expect(name, id).not.toMatch(/Ids?$/);
  }
});

test('no word stands in the table for a field that no request has', () => {
  const known = new Set(everyField.flatMap(([id, { name }]) => [name, `${id.split('.')[0]}.${name}`]));
  for (const { name } of requestFields('user.patch', 'query')) known.add(name);
  expect(Object.keys(fieldWords).filter((key) => !known.has(key))).toEqual([]);
});
