import { expect, test } from 'vitest';
import { agentKeys } from './agent.ts';
import { controllerKeys, siteKeys } from './controller.ts';

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
    { agent: written(agentKeys), controller: written(controllerKeys), site: written(siteKeys) },
    undefined,
    2,
  );
  await expect(`${text}\n`).toMatchFileSnapshot('testing/keys.json');
});

test('numbers that lists are ordered by are as wide as each other', () => {
  const keys = [1, 20, 900_000_000_000].map((id) => siteKeys.command(id));
  expect(keys.toSorted()).toEqual(keys);
});
