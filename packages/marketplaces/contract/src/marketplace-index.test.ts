import { expect, test } from 'vitest';
import { indexOfLines, linesOfIndex } from './index-text.ts';
import type { Entry } from './entry.ts';
import { MarketplaceIndex } from './marketplace-index.ts';

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  reference: name,
  name,
  architectures: ['x86_64'],
  kinds: ['container'],
  ...more,
});
const at = '2026-06-01T00:00:00.000Z';
const names = (entries: readonly Entry[]) => entries.map(({ name }) => name);

const some = MarketplaceIndex.of(
  [
    entry('zz', { description: 'Serves like nginx.' }),
    entry('my-nginx'),
    entry('nginx-unit', { architectures: ['aarch64'] }),
    entry('library/nginx', { kinds: ['vm'] }),
    entry('apache', { architectures: [], kinds: [] }),
  ],
  at,
);

test('the name itself comes first, then what begins so, then what has it, then what tells of it', () => {
  expect(names(some.search({ text: 'NGINX' }).entries)).toEqual(['library/nginx', 'nginx-unit', 'my-nginx', 'zz']);
  expect(names(some.search({ text: 'nginx unit' }).entries)).toEqual(['nginx-unit']);
  expect(some.search({ text: 'unit apache' })).toEqual({ entries: [], total: 0 });
});

test('with no words it is all, by name', () => {
  expect(names(some.search({}).entries)).toEqual(['apache', 'library/nginx', 'my-nginx', 'nginx-unit', 'zz']);
});

test('what is known to be for others is left out; what is not known is not', () => {
  expect(names(some.search({ architecture: 'aarch64' }).entries)).toEqual(['apache', 'nginx-unit']);
  expect(names(some.search({ kind: 'vm' }).entries)).toEqual(['apache', 'library/nginx']);
});

test('a hundred thousand entries: pages show each once, and what is searched is found', () => {
  const many = MarketplaceIndex.of(
    Array.from({ length: 100_000 }, (_, i) => entry(`image-${i}`, { description: `number ${i} of many` })),
    at,
  );
  expect(names(many.search({ text: 'image-99999' }).entries)).toEqual(['image-99999']);
  expect(many.search({ text: 'number 7777 of' }).total).toBe(19);
  const seen = new Set<string>();
  let after: string | undefined;
  do {
    const page = many.search({ text: 'image 55', limit: 200, ...(after === undefined ? {} : { after }) });
    for (const { name } of page.entries) seen.add(name);
    expect(page.total).toBe(3_691);
    after = page.next;
  } while (after !== undefined);
  expect(seen.size).toBe(3_691);
});

test('a cursor goes on in a newer reading, where its entry may be gone; nonsense begins anew', () => {
  const before = MarketplaceIndex.of(
    ['a', 'b', 'c', 'd'].map((name) => entry(name)),
    at,
  );
  const { next = '' } = before.search({ limit: 2 });
  const newer = MarketplaceIndex.of(
    ['a', 'aa', 'bb', 'c', 'd'].map((name) => entry(name)),
    at,
  );
  expect(names(newer.search({ after: next }).entries)).toEqual(['bb', 'c', 'd']);
  for (const after of ['', 'x', Buffer.from('[9,"",""]').toString('base64url'), '[]']) {
    expect(newer.search({ after }).total).toBe(5);
  }
  expect(newer.search({ after: 'nonsense' }).entries).toHaveLength(5);
});

test('kept as text it is the same, and half a text is none', async () => {
  const lines = [...linesOfIndex(some)];
  const again = await indexOfLines(lines);
  expect(again.entries).toEqual(some.entries);
  expect(again.readAt).toBe(at);
  for (const broken of [lines.slice(0, -1), lines.slice(1), [], ['null'], ['{'], ['{"marketplaceIndex":2}']]) {
    await expect(indexOfLines(broken)).rejects.toThrow(/The list that was kept is/);
  }
});

test('an entry that this version does not know is left out, and the rest is read', async () => {
  const [head = '', first = ''] = linesOfIndex(MarketplaceIndex.of([entry('a'), entry('b')], at));
  const index = await indexOfLines([head, first, '{"reference":"b","name":"b","kinds":["starship"]}']);
  expect(names(index.entries)).toEqual(['a']);
});
