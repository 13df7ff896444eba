export {
  mostInTransaction,
  packed,
  type Packed,
  packedDeletes,
  packedWrites,
  Packing,
  type Portion,
} from './budget.ts';
export type { EngineOptions } from './engine/engine.ts';
export { isStoreError } from './errors.ts';
export { idOf, type Key, type Prefix, type Put, put, valueUnder } from './key.ts';
export { createMemoryStore } from './memory/create-memory-store.ts';
export {
  createMirror,
  type Mirror,
  type MirrorErrorCode,
  type MirrorListener,
  type MirrorOptions,
} from './mirror/create-mirror.ts';
export type { EntryIndex, IndexedValues } from './mirror/mirror-index.ts';
export type * from './port.ts';
export { openSqliteStore, type SqliteStore } from './sqlite/open-sqlite-store.ts';
export { readStoreBeside, type StoreReading } from './sqlite/read-beside.ts';
