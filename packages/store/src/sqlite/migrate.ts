import type { DatabaseSync } from 'node:sqlite';
import { storeError } from '../errors.ts';
import { migrations as ours } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

export function assertNotTooNew(db: DatabaseSync, migrations: readonly Migration[] = ours): void {
  const found = schemaVersion(db);
  const newest = migrations.at(-1)?.version ?? 0;
  if (found > newest) throw storeError('store-too-new', { context: { found, newest } });
}

/** All missing steps in one transaction: either the newest schema or the old one, never something between. */
export function migrate(db: DatabaseSync, migrations: readonly Migration[] = ours): void {
  assertNotTooNew(db, migrations);
  db.exec('BEGIN IMMEDIATE');
  try {
    const from = schemaVersion(db);
    for (const { version, sql } of migrations) {
      if (version <= from) continue;
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${version}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
