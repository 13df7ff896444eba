import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeConformance } from '../conformance.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

storeConformance('the SQLite store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-store-'));
  const path = join(directory, 'state.db');
  const store = await openSqliteStore(path);
  const reopen = async () => {
    await store.close();
    return openSqliteStore(path);
  };
  return { store, reopen, cleanUp: () => rm(directory, { recursive: true }) };
});
