/** Controls for writes: what this disk does, and what SQLite does on it, with the bytes of one creation. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Syncs a second of a file that grows by `bytes` each time. */
export function fdatasyncRate(directory: string, bytes: number, ms: number): number {
  const path = join(directory, 'fdatasync-control');
  const fd = openSync(path, 'w');
  try {
    const block = Buffer.alloc(bytes, 1);
    let done = 0;
    const began = performance.now();
    for (; performance.now() - began < ms; done++) {
      writeSync(fd, block);
      fdatasyncSync(fd);
    }
    return (done * 1000) / (performance.now() - began);
  } finally {
    closeSync(fd);
    rmSync(path);
  }
}

/** Rows of `bytes` a second, `perCommit` of them in one durable transaction, with the settings of our store. */
export function sqliteRate(directory: string, bytes: number, perCommit: number, ms: number): number {
  const path = join(directory, `sqlite-control-${perCommit}.db`);
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, value TEXT)');
    const insert = db.prepare('INSERT INTO rows (value) VALUES (?)');
    const value = 'x'.repeat(bytes);
    let done = 0;
    const began = performance.now();
    while (performance.now() - began < ms) {
      db.exec('BEGIN IMMEDIATE');
      for (let i = 0; i < perCommit; i++) insert.run(value);
      db.exec('COMMIT');
      done += perCommit;
    }
    return (done * 1000) / (performance.now() - began);
  } finally {
    db.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  }
}
