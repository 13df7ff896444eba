import type { Migration } from './migration.ts';

/**
 * `entries` keeps a rowid: a table keyed by text alone (WITHOUT ROWID) reads about six times slower with documents of
 * some kilobytes. The text order of SQLite (BINARY) is the order of UTF-8 bytes, which the port promises.
 *
 * `history.id` is `revision << 20 | position`, so that history only ever grows at one end and shrinks at the other. In
 * `history` a value of NULL is a delete.
 */
export const entriesHistoryLeases: Migration = {
  version: 1,
  sql: `
    CREATE TABLE marks (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      revision INTEGER NOT NULL,
      compacted INTEGER NOT NULL
    );
    INSERT INTO marks (id, revision, compacted) VALUES (1, 0, 0);

    CREATE TABLE entries (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      create_revision INTEGER NOT NULL,
      mod_revision INTEGER NOT NULL,
      lease TEXT,
      value TEXT NOT NULL
    );
    CREATE INDEX entries_by_lease ON entries (lease) WHERE lease IS NOT NULL;

    CREATE TABLE history (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      create_revision INTEGER NOT NULL,
      value TEXT
    );

    CREATE TABLE leases (
      id TEXT PRIMARY KEY,
      ttl_ms REAL NOT NULL
    );
  `,
};
