/**
 * The embedded engine: one file, one process. Owns the file and its write-ahead log (`-wal`) for as long as it is open.
 * If we die at any moment, the next open finds every acknowledged transaction and nothing half-written.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Engine, type EngineOptions } from '../engine/engine.ts';
import { storeError } from '../errors.ts';
import type { Store } from '../port.ts';
import { openSealing, type SealingOptions } from '../sealing/open-sealing.ts';
import { sealedBackend } from '../sealing/sealed-backend.ts';
import { AcknowledgedMark, assertNothingLost, markPath } from './acknowledged-mark.ts';
import { assertSound, checkUntouched, revisionOf } from './check-database.ts';
import { createDatabase, syncPath } from './create-database.ts';
import { migrate } from './migrate.ts';
import { SqliteBackend } from './sqlite-backend.ts';
import { fromSqlite, guarded } from './sqlite-error.ts';

export interface SqliteStore extends Store {
  /**
   * Writes a checked copy of the state, as of one revision, to `path` while the store goes on. What was at `path` is
   * replaced only when the copy is whole. To restore: stop the service, put the copy in place of the file, and remove
   * the old file's `-wal` and `-mark`.
   */
  backup(path: string): Promise<void>;
}

export interface SqliteStoreOptions extends EngineOptions {
  /** How user data is sealed in the file. Without it nothing is, and what is sealed is read as it lies. */
  readonly sealing?: SealingOptions;
}

/**
 * Opens the store at `path`, or makes it there; its directory must exist. Throws `store-in-use`, `store-corrupt` (the
 * file is left untouched), `store-too-new`, `store-key-missing`, `store-full` or `store-io`.
 */
export async function openSqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
  if (!existsSync(path)) {
    if (existsSync(`${path}-wal`)) {
      throw storeError('store-corrupt', { message: 'The state file is missing, but its "-wal" file is there.' });
    }
    if (existsSync(markPath(path))) {
      throw storeError('store-corrupt', { message: 'The state file is missing, but its "-mark" file is there.' });
    }
    createDatabase(path);
  }
  const checked = checkUntouched(path);
  const db = guarded(() => openExclusively(path, checked), { path });
  try {
    const sealing =
      options.sealing && guarded(() => openSealing(db, options.sealing as SealingOptions, options.log), { path });
    const backend = new SqliteBackend(db, new AcknowledgedMark(path));
    const engine = new Engine(sealing ? sealedBackend(backend, sealing) : backend, options);
    options.log?.info({ path, revision: await engine.revision() }, 'store open');
    return Object.assign(engine, {
      async backup(target: string) {
        await engine.revision();
        await backUp(db, target);
      },
    });
  } catch (error) {
    db.close();
    throw fromSqlite(error, { path });
  }
}

function openExclusively(path: string, checked: boolean): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // Exclusive before the first read: SQLite then needs no shared memory, and no second process gets in.
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA journal_mode = WAL');
    // FULL syncs at every commit; NORMAL would lose acknowledged transactions with the power.
    db.exec('PRAGMA synchronous = FULL');
    // 8 MiB of pages at most: reads are served from memory elsewhere, and the system keeps the file's pages too, so more
    // only makes the process larger. No mmap: a disk error would then end the process with SIGBUS instead of an error.
    db.exec('PRAGMA cache_size = -8192');
    db.exec('PRAGMA temp_store = MEMORY');
    // A log that grew while it could not be folded into the file is cut back to this.
    db.exec('PRAGMA journal_size_limit = 67108864');
    if (!checked) assertSound(db);
    migrate(db);
    if (!checked) assertNothingLost(path, revisionOf(db));
    // With the exclusive lock taken, the index that the check left beside the file belongs to nobody.
    rmSync(`${path}-shm`, { force: true });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

async function backUp(db: DatabaseSync, target: string): Promise<void> {
  const draft = `${target}.part`;
  try {
    await copyWhole(db, draft);
    if (!checkUntouched(draft)) throw storeError('store-full', { message: 'There is no room to check the backup.' });
    syncPath(draft);
    renameSync(draft, target);
    syncPath(dirname(target));
  } catch (error) {
    throw fromSqlite(error, { target });
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(draft + suffix, { force: true });
  }
}

/** Copies that were begun again because of the race below. More than one in a row was not seen. */
const copyTries = 5;

/**
 * Node copies in a thread of its own on our connection. A commit at the wrong moment makes the copy fail and takes the
 * place of its error, which then says that there is none (code 0): the copy is begun again.
 */
async function copyWhole(db: DatabaseSync, draft: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(draft, { force: true });
      await backup(db, draft, { rate: 256 });
      return;
    } catch (error) {
      if ((error as { readonly errcode?: number }).errcode !== 0 || attempt === copyTries) throw error;
    }
  }
}
