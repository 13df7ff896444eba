import { DatabaseSync } from 'node:sqlite';
import { assertNothingLost } from './acknowledged-mark.ts';
import { isStoreError, storeError } from '../errors.ts';
import { applicationId } from './create-database.ts';
import { assertNotTooNew, schemaVersion } from './migrate.ts';
import { fromSqlite } from './sqlite-error.ts';

/**
 * Throws unless the file is a sound database of ours. Reads only: what is damaged must stay as it is for whoever wants
 * to rescue something, and even closing a writable connection would fold the write-ahead log into the file. False
 * when the disk has no room for the index that reading needs: then it is still to be checked through a connection
 * that has the file to itself, and needs no index on disk.
 *
 * The file must not be read in any other way by this process while a store has it open: closing any descriptor of it
 * drops SQLite's POSIX locks.
 */
export function checkUntouched(path: string): boolean {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    try {
      assertSound(db);
      assertNothingLost(path, revisionOf(db));
    } finally {
      db.close();
    }
    return true;
  } catch (error) {
    const known = fromSqlite(error, { path });
    if (isStoreError(known, 'store-full')) return false;
    throw known;
  }
}

export function assertSound(db: DatabaseSync): void {
  const found = Number(db.prepare('PRAGMA application_id').get()?.['application_id']);
  if (found !== applicationId || schemaVersion(db) < 1) throw storeError('store-corrupt', { context: { found } });
  assertNotTooNew(db);
  const rows = db.prepare('PRAGMA quick_check(10)').all();
  const report = rows.map((row) => String(row['quick_check']));
  if (report.join() !== 'ok') throw storeError('store-corrupt', { context: { report } });
}

export const revisionOf = (db: DatabaseSync): number =>
  Number(db.prepare('SELECT revision FROM marks').get()?.['revision']);
