/**
 * Durable commits per second of the embedded engine, beside what the same disk does with bare fdatasync in the same
 * run: disks differ twentyfold, and the ratio says more than either number.
 *
 *   node packages/store/bench/commit.ts [directory]
 */
import { openSqliteStore } from '@skerry/store';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const seconds = 3;
const value = { text: 'x'.repeat(2000) };
const directory = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'skerry-bench-'));

async function perSecond(callers: number, step: (caller: number, round: number) => Promise<unknown>): Promise<number> {
  let done = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const caller = async (number: number) => {
    for (let round = 0; performance.now() < end; round++) {
      await step(number, round);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return Math.round((done / (performance.now() - start)) * 1000);
}

async function control(): Promise<number> {
  const file = openSync(join(directory, 'control'), 'w');
  const block = Buffer.alloc(4096, 1);
  try {
    return await perSecond(1, async (_, round) => {
      writeSync(file, block, 0, block.length, (round % 1000) * block.length);
      fdatasyncSync(file);
    });
  } finally {
    closeSync(file);
  }
}

try {
  const store = await openSqliteStore(join(directory, 'bench.db'));
  console.log(`values of ${JSON.stringify(value).length} bytes, ${seconds} s each`);
  for (const callers of [1, 32]) {
    console.log(`fdatasync control    ${await control()} /s`);
    const rate = await perSecond(callers, (caller, round) =>
      store.commit({ writes: [{ op: 'put', key: `/bench/${caller}/${round % 100}`, value }] }),
    );
    console.log(`${String(callers).padStart(2)} concurrent callers ${rate} durable commits/s`);
  }
  console.log(`fdatasync control    ${await control()} /s`);
  await store.close();
} finally {
  await rm(directory, { recursive: true });
}
