/**
 * Files that were damaged between a kill and the next start: cut off, overwritten with noise or with zeros, anywhere in
 * the state file or its log. Either every acknowledged transaction is there, or there is an error; never less in silence.
 */
import { SkerryError } from '@skerry/kit';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { stormAndKill, stormValue } from './testing/storm.ts';

const { seed, rounds, timeoutMs } = campaign(3, 40_000);
const random = randomOf(seed);
const below = (n: number) => Math.floor(random() * n);
const damages = 12;

const damage = {
  'cut off': (bytes: Buffer) => bytes.subarray(0, below(bytes.length)),
  'end cut off': (bytes: Buffer) => bytes.subarray(0, Math.max(0, bytes.length - 1 - below(20_000))),
  noise: (bytes: Buffer) => overwritten(bytes, () => below(256)),
  zeros: (bytes: Buffer) => overwritten(bytes, () => 0),
} as const;

/** Somewhere, in a length of what disks write at once. */
function overwritten(bytes: Buffer, byte: () => number): Buffer {
  const damaged = Buffer.from(bytes);
  const length = [512, 4096, 16_384][below(3)] ?? 512;
  const start = below(Math.max(1, Math.floor(bytes.length / 512))) * 512;
  for (let at = start; at < Math.min(start + length, damaged.length); at++) damaged[at] = byte();
  return damaged;
}

/** `whole`: all is there. A code: said so. Anything else fails. */
async function outcome(path: string, told: ReadonlyMap<string, number>): Promise<string> {
  try {
    const store = await openSqliteStore(path);
    try {
      const listed = new Set<string>();
      let after: string | undefined;
      do {
        const page = await store.list('/storm/', after === undefined ? {} : { after });
        for (const { key } of page.entries) listed.add(key);
        after = page.next;
      } while (after !== undefined);
      for (const [key, revision] of told) {
        expect(await store.get(key), key).toEqual({
          key,
          value: stormValue(key),
          createRevision: revision,
          modRevision: revision,
        });
        expect(listed.has(key), `${key} in the list`).toBe(true);
      }
      return 'whole';
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof SkerryError)) throw error;
    expect(error.failure.hint).toMatch(/\w+/);
    return error.failure.code;
  }
}

test(
  'a torn file is told or does not matter: no acknowledged transaction is missing in silence',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'skerry-torn-'));
    const seen = new Map<string, number>();
    try {
      for (let round = 0; round < rounds; round++) {
        const path = join(directory, `${round}.db`);
        const told = await stormAndKill(path, round, 50 + random() ** 2 * 2500);
        const files = ['', '-wal', '-mark'].map((suffix) => path + suffix).filter((file) => existsSync(file));
        const saved = files.map((file) => [file, readFileSync(file)] as const);
        for (let i = 0; i < damages; i++) {
          // In place, as a disk does it: the file stays the same one.
          rmSync(`${path}-shm`, { force: true });
          for (const [file, bytes] of saved) writeFileSync(file, bytes);
          const [file, bytes] = saved[below(2)] ?? [path, Buffer.alloc(0)];
          const kinds = Object.keys(damage) as (keyof typeof damage)[];
          const kind = kinds[below(kinds.length)] ?? 'noise';
          writeFileSync(file, damage[kind](bytes));
          const result = await outcome(path, told);
          expect(['whole', 'store-corrupt']).toContain(result);
          const title = `${kind} in ${file.endsWith('-wal') ? 'log' : 'file'}: ${result}`;
          seen.set(title, (seen.get(title) ?? 0) + 1);
        }
      }
    } finally {
      await rm(directory, { recursive: true });
    }
    console.log(
      [...seen]
        .map(([title, count]) => `${count} x ${title}`)
        .sort()
        .join('\n'),
    );
    expect([...seen.keys()].some((title) => title.endsWith('store-corrupt'))).toBe(true);
  },
  timeoutMs,
);
