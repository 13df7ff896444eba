/**
 * Writes as fast as it can with many callers, and tells every acknowledged commit on stdout as "revision key", until
 * it is killed. `node write-storm.ts <state file> <round>`
 */
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../open-sqlite-store.ts';

const [path, round] = process.argv.slice(2) as [string, string];
const store = await openSqliteStore(path, { historyRevisions: 1_000_000 });

async function caller(number: number): Promise<never> {
  for (let i = 0; ; i++) {
    const key = `/storm/${round}/${number}/${i}`;
    const result = await store.commit({
      writes: [
        { op: 'put', key, value: { i, filling: 'x'.repeat((i * 97) % 3000) } },
        { op: 'put', key: `/twin/${round}/${number}/${i}`, value: i },
        { op: 'put', key: `/last/${number}`, value: key },
      ],
    });
    // Synchronous: what a buffer still holds at the kill would be missing here, not in the store.
    if (result.committed) writeSync(1, `${result.revision} ${key}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, (_, number) => caller(number)));
