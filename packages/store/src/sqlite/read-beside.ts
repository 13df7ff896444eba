/**
 * What a store holds, read while another process has it open. The engine keeps its file to itself, so a copy of file
 * and write-ahead log is read. The copy is one moment of the store: the file changes only when the log is folded into
 * it, so a file that did not change while both were copied belongs to that log, and of the log only whole transactions
 * count. Changes nothing; what was copied is removed again.
 */
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { storeError } from '../errors.ts';
import { parseFrozen } from '../frozen-json.ts';
import type { Entry } from '../port.ts';
import { assertSound } from './check-database.ts';
import { guarded } from './sqlite-error.ts';

export interface StoreReading {
  readonly revision: number;
  /** Everything, in rising order of keys. */
  readonly entries: readonly Entry[];
}

/** A log is folded now and then, some milliseconds long: one of these tries falls between two. */
const tries = 20;
/** The kernel's clock for files ticks every few milliseconds: a file written just now may change without showing it. */
const quietMs = 25;

/**
 * `undefined`: there is no store at this path. Must not be used by the process that has the store open itself: closing
 * the file would drop its locks.
 * @throws `store-corrupt`, `store-too-new`, `store-full` (no room for the copy), `store-io`, `store-in-use` (it was
 * rewritten at every try).
 */
export async function readStoreBeside(path: string): Promise<StoreReading | undefined> {
  for (let attempt = 0; attempt < tries; attempt++) {
    if (!existsSync(path)) return undefined;
    const reading = guarded(() => copyAndRead(path), { path });
    if (reading) return reading;
    await delay(quietMs);
  }
  throw storeError('store-in-use', { message: 'The store is being rewritten all the time.', context: { path } });
}

function copyAndRead(path: string): StoreReading | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'skerry-read-'));
  const copy = join(directory, 'store.db');
  try {
    const before = stampOf(path);
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    if (before === undefined || stampOf(path) !== before) return undefined;
    const db = new DatabaseSync(copy);
    try {
      assertSound(db);
      return readAll(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Another after every write to the file, and after the log was begun anew; undefined while that cannot be told. */
function stampOf(path: string): string | undefined {
  const { ino, size, mtimeNs, mtimeMs } = statSync(path, { bigint: true });
  if (Date.now() - Number(mtimeMs) < quietMs) return undefined;
  return `${ino} ${size} ${mtimeNs} ${headOfLog(`${path}-wal`)}`;
}

/** The head of a log holds numbers that change when it is begun anew: https://www.sqlite.org/walformat.html */
function headOfLog(path: string): string {
  if (!existsSync(path)) return '';
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(32);
    return head.toString('hex', 0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
}

function readAll(db: DatabaseSync): StoreReading {
  const revision = Number(db.prepare('SELECT revision FROM marks').get()?.['revision']);
  const rows = db.prepare('SELECT key, value, create_revision, mod_revision FROM entries ORDER BY key').all();
  const entries = rows.map((row) => {
    const key = String(row['key']);
    const value = parseFrozen(String(row['value']), key);
    return { key, value, createRevision: Number(row['create_revision']), modRevision: Number(row['mod_revision']) };
  });
  return { revision, entries };
}
