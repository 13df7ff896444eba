/**
 * The console offers the whole API: each route of the contract is asked for somewhere in its source. It reads the source,
 * because what a page can ask for is decided where it is written; the components that ask on behalf of a kind are the
 * patterns. That each field of a route stands in a form is `forms/form-fields.test.ts`.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RouteId, routes } from '@skerry/contract';
import { expect, test } from 'vitest';

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
  [/<ObjectActions\s+kind="(\w+)"/g, ['get', 'patch', 'delete']],
];

const notOffered: Partial<Record<RouteId, string>> = {
  'instance.console-log': 'The page follows what an instance prints, line by line.',
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
