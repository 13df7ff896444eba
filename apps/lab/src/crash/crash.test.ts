/**
 * Every operation, at every level, with every fault at every step: a sample here, all of it in
 * `npm run campaign -- crash`. See docs/testing.md.
 */
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { afterAll, describe, expect, test } from 'vitest';
import { type Combination, combinationText, parseCombination } from './boundary.ts';
import { catalogueOperations } from './catalogue-operations.ts';
import { allCombinations, sample } from './choose.ts';
import { instanceOperations } from './instance-operations.ts';
import { nameOperations } from './name-operations.ts';
import type { Operation } from './operation.ts';
import { SitePool } from './site-pool.ts';

const operations = [...instanceOperations, ...catalogueOperations, ...nameOperations];
/** Runs at once. They mostly wait: for back-off, for deadlines, for the grace of a guest. */
const atOnce = Number(process.env['SKERRY_CRASH_SITES'] ?? 5);
const perLevel = campaign(1, 0).rounds;
const { seed } = campaign(1, 0);
const only = process.env['SKERRY_ONLY'];
const sites = new SitePool(only === undefined ? atOnce : 1);
let met = 0;
let missed = 0;

afterAll(async () => {
  await sites.close();
  console.log(`crash: ${met} combinations were tried, ${missed} more did not come by their boundary`);
});

const named = (name: string): Operation => {
  const operation = operations.find((o) => o.name === name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return operation;
};

/** Tries them all and answers what went wrong, each with the command that repeats it. */
async function tryAll(combinations: readonly Combination[]): Promise<string[]> {
  const tried = combinations.map(async (combination) => {
    try {
      const reached = await sites.use((site) => site.inject(named(combination.operation), combination));
      if (reached) met += 1;
      else missed += 1;
      if ((met + missed) % 100 === 0) console.log(`crash: ${met + missed} combinations so far`);
      return [];
    } catch (error) {
      const again = `npm run campaign -- crash --seed ${seed} --only '${combinationText(combination)}'`;
      const said = `${error instanceof Error ? error.message : String(error)}\n  again: ${again}`;
      // A campaign is long: say it at once.
      if (perLevel > 1) console.log(said);
      return [said];
    }
  });
  return (await Promise.all(tried)).flat();
}

describe.skipIf(only !== undefined)('whatever happens at whatever step, a cloud comes to rest as it is wanted', () => {
  test.concurrent.each(operations.map((o) => o.name))('%s', { timeout: 60_000 + perLevel * 120_000 }, async (name) => {
    const boundaries = await sites.use((site) => site.record(named(name)));
    const all = allCombinations(name, boundaries);
    expect(all.length).toBeGreaterThan(0);
    const chosen = sample(all, perLevel, randomOf(seed));
    if (perLevel > 1) console.log(`${name}: ${chosen.length} of ${all.length} combinations`);
    expect((await tryAll(chosen)).join('\n\n')).toBe('');
  });
});

describe.skipIf(only !== undefined)('of the boundaries that were recorded', () => {
  test('most are met again', () => expect(missed).toBeLessThanOrEqual(Math.max(3, met / 2)));
});

test.skipIf(only === undefined)('the one combination that was asked for', { timeout: 120_000 }, async () => {
  expect((await tryAll([parseCombination(only ?? '')])).join('\n')).toBe('');
  expect(missed, 'the operation does not come by this boundary').toBe(0);
});
