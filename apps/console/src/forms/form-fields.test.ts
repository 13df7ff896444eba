/**
 * Each field that the API takes stands in a form, or a sentence of `left-out.ts` says why not. Which forms there are is
 * read from the source, because it is decided where a page asks for one.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RequestField, requestFields, type Route, type RouteId, routes } from '@skerry/contract';
import { expect, test } from 'vitest';
import { formFields, newValues, presentValues } from './form-fields.ts';
import { formParts, leftOut, partOf, type FormPart } from './left-out.ts';
import { routeForm } from './route-form.ts';

const source = join(import.meta.dirname, '..');
const text = globSync('pages/**/*.{ts,tsx}', { cwd: source })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');
const found = (pattern: RegExp, verb: string) => [...text.matchAll(pattern)].map(([, kind]) => `${kind}.${verb}`);
/** Routes whose form a page opens with all that is not left out. */
const whole = new Set([
  ...found(/\bopenCreation\(\{\s*kind: '(\w+)'/g, 'create'),
  ...found(/\brouteForm\('(\w+)\.create'/g, 'create'),
  ...found(/\bopenEdit\('(\w+)'/g, 'patch'),
  ...found(/<ObjectActions\s+kind="(\w+)"/g, 'patch'),
]);

const named = (fields: readonly RequestField[]): string[] =>
  fields.flatMap(({ name, input }) => (input.type === 'parts' ? named(input.fields) : [name]));
const writing = (Object.entries(routes) as [RouteId, Route][])
  .filter(([, { body }]) => body !== undefined)
  .map(([id]) => id);

test('every field that a route takes stands in a form, or there is a reason why not', () => {
  const missing = writing.flatMap((id) => {
    const shown = whole.has(id) ? formFields(id).map(({ name }) => name) : [];
    const reasons = Object.keys(leftOut[id] ?? {});
    return named(requestFields(id))
      .filter((name) => !shown.includes(name) && !reasons.includes(name))
      .map((name) => `${id} ${name}`);
  });
  expect(missing, 'Open a form for it, or give a reason in `left-out.ts`.').toEqual([]);
});

test('what is left out, and what is a part, are fields that there are; and every part is asked for', () => {
  const none = Object.entries(leftOut).flatMap(([id, fields]) =>
    Object.keys(fields)
      .filter((name) => !named(requestFields(id as RouteId)).includes(name))
      .map((name) => `${id} ${name}`),
  );
  expect(none).toEqual([]);
  for (const [id, parts] of Object.entries(formParts)) {
    for (const part of Object.keys(parts) as FormPart[]) {
      expect(formFields(id as RouteId, {}, part).map(({ name }) => name)).toEqual(partOf(id as RouteId, part));
      expect(text, `a page that opens ${id} ${part}`).toMatch(new RegExp(`'${part}'`));
    }
    // A form of its own is a reason only for what that form shows.
    const apart = Object.entries(leftOut[id as RouteId] ?? {}).filter(([, reason]) => reason.startsWith('A form of'));
    const shown = Object.values(parts as Record<string, readonly string[]>).flat();
    expect(apart.map(([name]) => name).filter((name) => !shown.includes(name))).toEqual([]);
  }
});

test('the name comes first, then what is the own of a kind, then what every object has', () => {
  const fields = formFields('network.create');
  const parts = fields.map(({ name, common }) => (name === 'name' ? 'name' : common ? 'of all' : 'its own'));
  expect(parts.filter((part, i) => part !== parts[i - 1])).toEqual(['name', 'its own', 'of all']);
  const names = fields.map(({ name }) => name);
  expect(names.slice(1, 4)).toEqual(['clusterId', 'cidr', 'gateway']);
  expect(names.slice(-5)).toEqual(['description', 'labels', 'groupId', 'permissions', 'attributes']);
  expect(
    formFields('cluster.patch')
      .slice(0, 5)
      .map(({ name, required }) => [name, required]),
  ).toEqual([
    ['name', true],
    ['location.place', false],
    ['location.latitude', false],
    ['location.longitude', false],
    ['siteUrl', false],
  ]);
});

test('a form begins with what the API takes when nothing is said, and with what an object has', () => {
  expect(newValues('token', formFields('token.create'), true)).toEqual({
    lifetimeSeconds: 2_592_000,
    scope: 'all',
    permissions: 'um-------',
  });
  expect(newValues('network', formFields('network.create'), true)).toEqual({ nat: true, permissions: 'um-u--u--' });
  expect(newValues('image', formFields('image.create'), true)).toMatchObject({
    datastoreId: 0,
    os: 'linux',
    minMemoryMiB: 64,
  });
  const template = {
    id: 7,
    name: 'small',
    cpus: 2,
    networkIds: [3],
    context: { sshKeys: ['k'], userData: '', userDataBase64: 'H4s=' },
    createdAt: 'then',
  };
  expect(presentValues(template, formFields('template.patch'))).toEqual({
    name: 'small',
    cpus: 2,
    nics: [{ networkId: 3 }],
    context: { sshKeys: ['k'], userData: '', userDataBase64: 'H4s=' },
  });
});

test('the form of a user begins with the keys that the user has', () => {
  const user = { name: 'ingrid', groupIds: [1], enabled: true, sshKeys: ['ssh-ed25519 AAAA me@here'] };
  expect(routeForm('user.patch', { object: user }).initial).toEqual(user);
});

test('what is wrong is said by the schema of the route, in the words of the server', () => {
  const form = routeForm('user.patch', { part: 'reset', query: ['tokens'] });
  expect(form.initial).toEqual({ tokens: 'keep' });
  expect(form.schema.safeParse({ tokens: 'end' })).toMatchObject({ error: { issues: [{ path: ['password'] }] } });
  expect(form.schema.safeParse({ tokens: 'end', password: 'long enough' })).toEqual({
    success: true,
    data: { tokens: 'end', password: 'long enough' },
  });
  expect(form.schema.safeParse({ tokens: 'x', password: 'long enough' }).success).toBe(false);
});
