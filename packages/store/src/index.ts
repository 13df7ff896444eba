export type { EngineOptions } from './engine/engine.ts';
export { isStoreError } from './errors.ts';
export { createMemoryStore } from './memory/create-memory-store.ts';
export type * from './port.ts';
export { openSqliteStore, type SqliteStore } from './sqlite/open-sqlite-store.ts';
