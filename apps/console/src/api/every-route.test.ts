/**
 * The console offers the whole API: each route of the contract is asked for somewhere in its source, and each field that
 * a route takes stands in a form, or a sentence below says why not. It reads the source, because what a page can ask for
 * is decided where it is written; the components that ask on behalf of a kind are the patterns.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Route, type RouteId, routes } from '@skerry/contract';
import { expect, test } from 'vitest';
import type { z } from 'zod';

const source = join(import.meta.dirname, '..');
const files = globSync('**/*.{ts,tsx}', { cwd: source })
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('i18n/'))
  .map((file) => ({ file, text: readFileSync(join(source, file), 'utf8').replaceAll(/Answer<'[^']+'>/g, '') }));

/** How the source asks on behalf of a kind, and for which routes. */
const asking: readonly (readonly [RegExp, readonly string[]])[] = [
  [/<ObjectPage\s+kind="(\w+)"/g, ['get', 'explain']],
  [/<Story kind="(\w+)"/g, ['explain']],
  [/<(?:CatalogueList|DataTable|Related|RelatedOf)\b[^>]*?\bkind="(\w+)"/g, ['list']],
  [/\buse(?:All|List|Names)\('(\w+)'/g, ['list']],
  [/\buseObject\('(\w+)'/g, ['get']],
  [/<Graphs kind="(\w+)"/g, ['samples']],
  [/\bopenCreation\(\{\s*kind: '(\w+)'/g, ['create']],
  [/\bopenEdit\(\s*'(\w+)'/g, ['get', 'patch']],
  [/\bremoveObject\(\{\s*kind: '(\w+)'/g, ['delete']],
  [/<ObjectActions\s+kind="(\w+)"/g, ['delete']],
  [/<ObjectActions\s+kind="(\w+)"\s+object=\{\w+\}\s+fields=/g, ['get', 'patch']],
];

const notOffered: Partial<Record<RouteId, string>> = {
  'command.get': 'What became of a command stands with its instance, which events keep true.',
};

test('every route of the API is offered, or there is a reason why not', () => {
  const offered = new Set<string>();
  for (const { text } of files) {
    for (const [, id] of text.matchAll(/'([a-z]+\.[a-z-]+)'/g)) offered.add(String(id));
    for (const [pattern, verbs] of asking) {
      for (const [, kind] of text.matchAll(pattern)) for (const verb of verbs) offered.add(`${kind}.${verb}`);
    }
    const quick = /export type QuickAction = ([^;]+);/.exec(text)?.[1] ?? '';
    for (const [, action] of quick.matchAll(/'(\w+)'/g)) offered.add(`instance.${action}`);
  }
  const missing = Object.keys(routes).filter((id) => !offered.has(id) && !Object.hasOwn(notOffered, id));
  expect(missing, 'Give it a place in a page, or a reason in `notOffered`.').toEqual([]);
  expect(Object.keys(notOffered).filter((id) => offered.has(id))).toEqual([]);
});

const folderOf: Readonly<Record<string, string>> = { lease: 'addresses', session: '../app' };
/** Fields that every form of the catalogue has. */
const everywhere = ['pages/catalogue/common-fields.ts'];

const fieldsNotOffered: Readonly<Record<string, string>> = {
  'instance.stop graceSeconds': 'Gently or by force, in words instead of seconds.',
  'instance.reboot graceSeconds': 'Gently or by force, in words instead of seconds.',
  'cluster.join-token lifetimeSeconds': 'An hour, which is long enough to run one command.',
  'cluster.host-join-token lifetimeSeconds': 'An hour, which is long enough to run one command.',
  'host.approve cpus': 'A cap is seldom wanted: skerry host approve.',
  'host.approve memoryMiB': 'A cap is seldom wanted: skerry host approve.',
  'host.approve diskMiB': 'A cap is seldom wanted: skerry host approve.',
  'cluster.declare-lost name': 'Typed in the question, which sends it.',
  'instance.create networkIds': 'Interfaces name their networks.',
  'template.create networkIds': 'Interfaces name their networks.',
  'template.patch networkIds': 'Interfaces name their networks.',
  'host.declare-lost name': 'Typed in the question, which sends it.',
  'host.patch admission': 'A button of its own, which says what stays on the host.',
  'instance.console type': 'Chosen by the buttons over the console.',
  'token.create lifetimeSeconds': 'Given in days.',
  'session.create name': 'The page of the log-in is no form of the catalogue.',
  'session.create password': 'The page of the log-in is no form of the catalogue.',
};

test('every field that a route takes stands in a form, or there is a reason why not', () => {
  const missing: string[] = [];
  for (const [id, route] of Object.entries(routes) as [RouteId, Route][]) {
    if (route.body === undefined) continue;
    const kind = id.split('.')[0] as string;
    const folder = `pages/${folderOf[kind] ?? `${kind}s`}/`;
    const text = files
      .filter(({ file }) => file.startsWith(folder) || everywhere.includes(file))
      .map((file) => file.text)
      .join('\n');
    for (const field of fieldsOf(route.body)) {
      const inForm = new RegExp(
        `name: '${field}[.']|name="${field}[."]|\\.(?:text|number|choice|checked|set)\\('${field}[.']|numbered\\(form, '${field}'`,
      );
      if (!inForm.test(text) && fieldsNotOffered[`${id} ${field}`] === undefined) missing.push(`${id} ${field}`);
    }
  }
  expect(missing).toEqual([]);
});

function fieldsOf(body: z.ZodType): string[] {
  const { shape } = body as unknown as { shape?: Record<string, unknown> };
  if (shape !== undefined) return Object.keys(shape);
  const { innerType } = body.def as unknown as { innerType?: z.ZodType };
  return innerType === undefined ? [] : fieldsOf(innerType);
}
