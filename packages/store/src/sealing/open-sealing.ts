/**
 * Finds the key of a store at its opening, and sees to it that all which is to be sealed is, by the newest key: what an
 * earlier version wrote in plain text, and what an older key has sealed. Revisions stay as they are: nobody is told
 * anything anew. If we die in between, the file still holds both keys, and the next opening goes on.
 */
import type { Log } from '@skerry/kit';
import type { DatabaseSync } from 'node:sqlite';
import { storeError } from '../errors.ts';
import { newStoreKey, readKeyFile, type StoreKeys, writeKeyFile } from './key-file.ts';
import { Sealing } from './sealing.ts';

export interface SealingOptions {
  /** Made at the first opening, with its directory. */
  readonly keyFile: string;
  /** Seal everything with a new key, and forget the old one. */
  readonly newKey?: boolean;
  /** The key is lost: what it sealed becomes empty, the rest stays. */
  readonly forgetSealed?: boolean;
}

/** Rows that are held at once. */
const pageLength = 200;

/** Throws `store-key-missing`; the store is left as it is then. */
export function openSealing(db: DatabaseSync, options: SealingOptions, log?: Log): Sealing {
  const sealedWith = sealedBy(db);
  const keys = keysFor(sealedWith, options);
  const sealing = new Sealing(keys);
  if (sealedWith !== sealing.current) {
    const renewed = renewAll(db, sealing, options.forgetSealed === true);
    // What was overwritten lies in free pages and in the log until then.
    if (renewed > 0) compactFile(db);
    db.prepare('UPDATE sealing SET key_id = ?').run(sealing.current);
    log?.info({ renewed }, 'user data in the store is sealed with its present key');
  }
  if (keys.length > 1) writeKeyFile(options.keyFile, [keys[0]]);
  return sealing;
}

/** Undefined: it was never sealed. */
function sealedBy(db: DatabaseSync): string | undefined {
  const found = db.prepare('SELECT key_id FROM sealing').get()?.['key_id'];
  return typeof found === 'string' ? found : undefined;
}

function keysFor(sealedWith: string | undefined, { keyFile, newKey, forgetSealed }: SealingOptions): StoreKeys {
  const known = readKeyFile(keyFile);
  const isThere = known?.some(({ id }) => id === sealedWith) === true;
  if (sealedWith !== undefined && !isThere && forgetSealed !== true) {
    throw storeError('store-key-missing', { context: { keyFile } });
  }
  if (known !== undefined && newKey !== true) return known;
  const keys: StoreKeys = [newStoreKey(), ...(known ?? [])];
  writeKeyFile(keyFile, keys);
  return keys;
}

function renewAll(db: DatabaseSync, sealing: Sealing, lost: boolean): number {
  return ['entries', 'history'].reduce((renewed, table) => renewed + renewTable(db, table, sealing, lost), 0);
}

function renewTable(db: DatabaseSync, table: string, sealing: Sealing, lost: boolean): number {
  const page = db.prepare(`SELECT id, key, value FROM ${table} WHERE id > ? AND value IS NOT NULL ORDER BY id LIMIT ?`);
  const update = db.prepare(`UPDATE ${table} SET value = ? WHERE id = ?`);
  let renewed = 0;
  for (let after = 0; ; ) {
    const rows = page.all(after, pageLength);
    if (rows.length === 0) return renewed;
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const row of rows) {
        const value = String(row['value']);
        const text = sealing.renewed(String(row['key']), value, lost);
        after = Number(row['id']);
        if (text === value) continue;
        update.run(text, after);
        renewed++;
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}

function compactFile(db: DatabaseSync): void {
  // In memory it would need as much again as the store is large.
  db.exec('PRAGMA temp_store = FILE');
  db.exec('VACUUM');
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.exec('PRAGMA temp_store = MEMORY');
}
