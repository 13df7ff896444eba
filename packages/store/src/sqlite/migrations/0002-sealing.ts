import type { Migration } from './migration.ts';

/** By which key the values are sealed; NULL: by none yet. An older Skerry would give guests what it cannot open. */
export const sealing: Migration = {
  version: 2,
  sql: `
    CREATE TABLE sealing (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      key_id TEXT
    );
    INSERT INTO sealing (id, key_id) VALUES (1, NULL);
  `,
};
