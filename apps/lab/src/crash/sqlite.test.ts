/** The same over real files: what a kill leaves in SQLite is what the next life opens. */
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { expect, test } from 'vitest';
import { allCombinations, sample } from './choose.ts';
import { instanceOperations } from './instance-operations.ts';
import type { Operation } from './operation.ts';
import { Site } from './site.ts';

const { seed, rounds, timeoutMs } = campaign(1, 60_000);

test.skipIf(process.env['SKERRY_ONLY'] !== undefined)(
  'with SQLite files below all three levels, a kill loses nothing and leaves nothing over',
  { timeout: Math.min(timeoutMs, 3_600_000) + 60_000 },
  async () => {
    const site = await Site.open('sqlite');
    try {
      const operation = instanceOperations.find((o) => o.name === 'create-container') as Operation;
      const all = allCombinations(operation.name, await site.record(operation));
      const kills = all.filter(({ fault }) => fault === 'kill-before' || fault === 'kill-after');
      const chosen = sample(kills, rounds, randomOf(seed));
      expect(chosen.length).toBeGreaterThanOrEqual(3);
      for (const combination of chosen) await site.inject(operation, combination);
    } finally {
      await site.close();
    }
  },
);
