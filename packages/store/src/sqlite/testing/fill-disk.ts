/**
 * Run on a small file system of its own: fills it through the store, frees space, and prints what it saw as JSON.
 * `node fill-disk.ts <directory>`
 */
import { SkerryError } from '@skerry/kit';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../open-sqlite-store.ts';

const directory = process.argv[2] as string;
const path = join(directory, 'state.db');
const ballast = join(directory, 'ballast');
const filling = 'x'.repeat(100_000);
let store = await openSqliteStore(path);
writeFileSync(ballast, Buffer.alloc(3 * 1024 * 1024));

const acknowledged: string[] = [];
const codes = new Set<string>();
const write = async (name: string) => {
  const writes = [`/left/${name}`, `/right/${name}`].map((key) => ({ op: 'put' as const, key, value: filling }));
  try {
    await store.commit({ writes });
    acknowledged.push(name);
  } catch (error) {
    codes.add(error instanceof SkerryError ? error.failure.code : String(error));
  }
};
for (let i = 0; codes.size === 0 && i < 1000; i++) {
  await Promise.all(Array.from({ length: 4 }, (_, k) => write(`${i}-${k}`)));
}
const beforeSpace = acknowledged.length;
const readable = (await store.get(`/left/${acknowledged[0]}`)) !== undefined;
const revisionWhenFull = await store.revision();

rmSync(ballast);
const refusals = [...codes];
codes.clear();
await write('after');
const wentOn = acknowledged.length === beforeSpace + 1;
await store.close();

store = await openSqliteStore(path);
const names = async (prefix: string) =>
  (await store.list(prefix)).entries.map((entry) => entry.key.slice(prefix.length));
const [left, right] = [await names('/left/'), await names('/right/')];
const revision = await store.revision();
await store.close();
acknowledged.sort();
console.log(
  JSON.stringify({ refusals, beforeSpace, readable, revisionWhenFull, wentOn, acknowledged, left, right, revision }),
);
