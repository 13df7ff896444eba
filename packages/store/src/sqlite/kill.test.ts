import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { expect, test } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { stormAndKill } from './testing/storm.ts';

/** A campaign finds rarer moments. */
const { seed, rounds, timeoutMs } = campaign(5, 15_000);
const random = randomOf(seed);

test(
  'after a kill -9 in a write storm every acknowledged write is there, whole, and no revision is missing',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'skerry-kill-'));
    try {
      const path = join(directory, 'state.db');
      let acknowledged = 0;
      let checked = 0;
      for (let round = 0; round < rounds; round++) {
        const told = await stormAndKill(path, round, random() * 400);
        acknowledged += told.size;
        const store = await openSqliteStore(path, { historyRevisions: 1_000_000 });
        try {
          for (const [key, revision] of told) {
            expect(await store.get(key)).toMatchObject({ key, createRevision: revision, modRevision: revision });
          }
          const last = await store.revision();
          expect(last).toBeGreaterThanOrEqual(Math.max(...told.values()));
          // What an earlier round has checked is looked at again at the end only.
          if (round === rounds - 1) checked = 0;
          let expected = checked;
          const stop = new AbortController();
          for await (const { revision, changes } of store.watch('', checked, stop.signal)) {
            expected += 1;
            expect(revision).toBe(expected);
            expect(changes).toHaveLength(3);
            if (revision === last) stop.abort();
          }
          expect(expected).toBe(last);
          checked = last;
        } finally {
          await store.close();
        }
      }
      console.log(`${rounds} kills, ${acknowledged} acknowledged transactions, none lost`);
      expect(acknowledged).toBeGreaterThan(rounds * 10);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  timeoutMs,
);
