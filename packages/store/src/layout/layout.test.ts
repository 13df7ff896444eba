import { expect, test } from 'vitest';
import { agentKeys } from './agent.ts';
import { controllerKeys, siteKeys } from './controller.ts';
import { frontEndKeys } from './front-end.ts';
import { readingOf, todayIn } from './readings.ts';

/** Every key and prefix of a table, with sample numbers and words in place of what is asked for. */
function written(table: Readonly<Record<string, unknown>>): Record<string, string> {
  const sample = [7, 42, 'db', 9] as const;
  return Object.fromEntries(
    Object.entries(table).map(([name, key]) => [
      name,
      typeof key === 'function' ? String(key(...sample)) : String(key),
    ]),
  );
}

test('what was written by earlier versions is found: no key of a store ever becomes another', async () => {
  const text = JSON.stringify(
    {
      agent: written(agentKeys),
      controller: written(controllerKeys),
      frontEnd: written(frontEndKeys),
      site: written(siteKeys),
    },
    undefined,
    2,
  );
  await expect(`${text}\n`).toMatchFileSnapshot('testing/keys.json');
});

test('numbers that lists are ordered by are as wide as each other', () => {
  const keys = [1, 20, 900_000_000_000].map((id) => siteKeys.command(id));
  expect(keys.toSorted()).toEqual(keys);
});

test('since when each key is read is written down, and of no other', () => {
  const tables = [
    ['agent', agentKeys],
    ['controller', { ...controllerKeys, ...siteKeys }],
    ['front-end', frontEndKeys],
  ] as const;
  for (const [store, table] of tables) {
    const keys = Object.values(written(table)).filter((key) => !key.startsWith('/unreadable/'));
    expect(keys.filter((key) => readingOf(store, key) === undefined)).toEqual([]);
    expect(readingOf(store, '/somewhere/else')).toBeUndefined();
  }
});

test('a value of an earlier version becomes one of today, and one of today stays the same object', () => {
  const today = todayIn('front-end');
  const image = { id: 7, haltSignal: 'SIGPWR', rebootSignal: 'SIGINT' };
  expect(today('/catalogue/image/7', image)).toBe(image);
  expect(today('/catalogue/image/7', { ...image, haltSignal: 'a word' })).toEqual(image);
  const host = { id: 7, haltSignal: 'a word' };
  expect(today('/catalogue/host/7', host)).toBe(host);
});
