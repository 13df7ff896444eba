/**
 * What travels is used: of each method of a link somebody asks and somebody answers, and each field that comes in is
 * read. Found by how code looks, so a word that is read of something else hides one: it finds what nobody names.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contract from '@skerry/contract';
import { expect, test } from 'vitest';
import type { z } from 'zod';

const root = join(import.meta.dirname, '..');
const code = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'packages', 'apps'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((f) => /\.tsx?$/.test(f) && existsSync(join(root, f)))
  .filter((f) => !f.startsWith('packages/contract/') && !/\.test\.tsx?$|\/testing\/|\/conformance\//.test(f))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** Lines that can read a field: no declarations, comments and imports. */
const reading = (folders: RegExp) =>
  code
    .filter(({ file }) => folders.test(file))
    .flatMap(({ text }) => text.split('\n').filter((line) => !/^\s*(readonly |\/?\*|\/\/|import )/.test(line)))
    .join('\n');

/** After a dot, taken out of an object, or by its name as a word. */
const isRead = (field: string, lines: string): boolean =>
  new RegExp(`\\.${field}\\b|['"\`]${field}['"\`]|[{,(]\\s*${field}\\s*[,}=:]|^\\s*${field}[,:]`, 'm').test(lines);

interface Inside {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly [part: string]: unknown;
}

/** Every field of a shape, with its way down to it. */
function fieldsOf(schema: unknown, way = ''): { readonly way: string; readonly field: string }[] {
  const inside = (schema as { readonly _zod?: { readonly def: Inside } } | undefined)?._zod?.def;
  if (inside === undefined) return [];
  const own = Object.entries(inside.shape ?? {}).flatMap(([field, of]) => [
    { way: `${way}.${field}`, field },
    ...fieldsOf(of, `${way}.${field}`),
  ]);
  const parts = [inside['innerType'], inside['element'], inside['valueType'], inside['in']];
  const many = [inside['options'], inside['items']].flatMap((each) => (Array.isArray(each) ? (each as unknown[]) : []));
  return [...own, ...[...parts, ...many].flatMap((part) => fieldsOf(part, way))];
}

const unread = (what: string, schema: unknown, lines: string): string[] => [
  ...new Set(fieldsOf(schema).flatMap(({ way, field }) => (isRead(field, lines) ? [] : [`${what} ${way}`]))),
];

const everywhere = reading(/^/);

test('of every method of a link somebody asks and somebody answers', () => {
  const named = Object.entries(contract).filter(([, value]) =>
    (contract.linkMethods as readonly unknown[]).includes(value),
  );
  expect(named).toHaveLength(contract.linkMethods.length);
  const lonely = named.flatMap(([name]) => {
    const using = code.filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text)).map(({ file }) => file);
    return using.length < 2 ? [`${name}: ${using.join()}`] : [];
  });
  expect(lonely, 'Nobody asks it, or nobody answers: take it out of the contract.').toEqual([]);
});

/** Who reads what a feed carries; the API's code is that of a site, too. */
const readers: Readonly<Record<contract.FeedName, RegExp>> = {
  catalogue: /^packages\/(cluster|api|front-end|domain|scheduler)\//,
  commands: /^(packages\/(cluster|domain|agent)|apps\/(console|cli))\//,
  'cluster-state': /^(packages\/(api|front-end|domain|scheduler)|apps\/(console|cli))\//,
  intents: /^packages\/(agent|domain|drivers)\//,
  observations: /^(packages\/(cluster|api|front-end|domain)|apps\/(console|cli))\//,
};

/** What is read as one value, or told for others than us. */
const passed: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'image .application.healthCheck.timeoutSeconds',
      'image .application.volumes',
      'template .application.healthCheck.timeoutSeconds',
    ].map((field) => [`catalogue ${field}`, 'told for instances that a site makes of it']),
  ),
  'catalogue cluster .location.latitude': 'a place is shown as it was given',
  'catalogue cluster .location.longitude': 'a place is shown as it was given',
  'commands  .order.diskIds': 'clusters of an earlier version take no order without it',
};

test('every field that a link carries is read', () => {
  const counted = Object.values(contract.feedRecords).flatMap((kinds) =>
    Object.values(kinds).flatMap(({ schema }) => fieldsOf(schema)),
  );
  expect(counted.length).toBeGreaterThan(200);
  const ofMethods = contract.linkMethods.flatMap((method) => [
    ...unread(`${method.method} asks`, method.body, everywhere),
    ...('reply' in method ? unread(`${method.method} answers`, method.reply, everywhere) : []),
  ]);
  const ofRecords = Object.entries(contract.feedRecords).flatMap(([feed, kinds]) =>
    Object.entries(kinds).flatMap(([kind, { schema }]) =>
      unread(`${feed} ${kind}`, schema, reading(readers[feed as contract.FeedName])),
    ),
  );
  const found = [...ofMethods, ...ofRecords];
  expect(found.toSorted(), 'Nobody reads it: take it out of the contract.').toEqual(Object.keys(passed).toSorted());
});
