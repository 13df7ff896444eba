import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { expect, test } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';

/** A campaign finds rarer moments. */
const { seed, rounds, timeoutMs } = campaign(5, 15_000);
const random = randomOf(seed);
const storm = new URL('./testing/write-storm.ts', import.meta.url).pathname;

async function runAndKill(path: string, round: number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [storm, path, String(round)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const closed = once(child, 'close');
  try {
    await Promise.race([once(child.stdout, 'data'), closed]);
    await Promise.race([delay(random() * 400), closed]);
  } finally {
    child.kill('SIGKILL');
  }
  await closed;
  expect(complaints).toBe('');
  const whole = told.slice(0, told.lastIndexOf('\n')).split('\n');
  return new Map(whole.map((line) => [line.slice(line.indexOf(' ') + 1), Number(line.slice(0, line.indexOf(' ')))]));
}

test(
  'after a kill -9 in a write storm every acknowledged write is there, whole, and no revision is missing',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'skerry-kill-'));
    try {
      const path = join(directory, 'state.db');
      let acknowledged = 0;
      for (let round = 0; round < rounds; round++) {
        const told = await runAndKill(path, round);
        acknowledged += told.size;
        const store = await openSqliteStore(path, { historyRevisions: 1_000_000 });
        try {
          for (const [key, revision] of told) {
            expect(await store.get(key)).toMatchObject({ key, createRevision: revision, modRevision: revision });
          }
          const last = await store.revision();
          expect(last).toBeGreaterThanOrEqual(Math.max(...told.values()));
          let expected = 0;
          const stop = new AbortController();
          for await (const { revision, changes } of store.watch('', 0, stop.signal)) {
            expected += 1;
            expect(revision).toBe(expected);
            expect(changes).toHaveLength(3);
            if (revision === last) stop.abort();
          }
          expect(expected).toBe(last);
        } finally {
          await store.close();
        }
      }
      expect(acknowledged).toBeGreaterThan(rounds * 10);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  timeoutMs,
);
