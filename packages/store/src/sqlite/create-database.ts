import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './migrate.ts';
import { fromSqlite } from './sqlite-error.ts';

/** "Sker", in the header of every database of ours. */
export const applicationId = 0x536b6572;

/**
 * Makes an empty database beside the path and links it there whole: a file at the path is never half made, so a short
 * or empty one is known to be damage. Does nothing when somebody else was faster.
 */
export function createDatabase(path: string): void {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const db = new DatabaseSync(draft);
    try {
      db.exec(`PRAGMA page_size = 16384; PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL`);
      migrate(db);
    } finally {
      db.close();
    }
    chmodSync(draft, 0o600);
    syncPath(draft);
    linkSync(draft, path);
    syncPath(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fromSqlite(error, { path });
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(draft + suffix, { force: true });
  }
}

export function syncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
