import { DatabaseSync } from 'node:sqlite';
import { storeError } from '../errors.ts';
import { applicationId } from './create-database.ts';
import { assertNotTooNew, schemaVersion } from './migrate.ts';
import { guarded } from './sqlite-error.ts';

/**
 * Throws unless the file is a sound database of ours. Reads only: what is damaged must stay as it is for whoever wants
 * to rescue something, and even closing a writable connection would fold the write-ahead log into the file.
 *
 * The file must not be read in any other way by this process while a store has it open: closing any descriptor of it
 * drops SQLite's POSIX locks.
 */
export function checkDatabase(path: string): void {
  guarded(
    () => {
      const db = new DatabaseSync(path, { readOnly: true, timeout: 0 });
      try {
        const found = Number(db.prepare('PRAGMA application_id').get()?.['application_id']);
        if (found !== applicationId || schemaVersion(db) < 1)
          throw storeError('store-corrupt', { context: { path, found } });
        assertNotTooNew(db);
        const report = db
          .prepare('PRAGMA quick_check(10)')
          .all()
          .map((row) => String(row['quick_check']));
        if (report.join() !== 'ok') throw storeError('store-corrupt', { context: { path, report } });
      } finally {
        db.close();
      }
    },
    { path },
  );
}
