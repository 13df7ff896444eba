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
export { idOf, type Key, type Prefix } from './key.ts';
export { entriesUnder, type Put, put, stored, valueAfter, valueUnder } from './typed-record.ts';
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
export type { SealingOptions } from './sealing/open-sealing.ts';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite/open-sqlite-store.ts';
export { readStoreBeside, type StoreReading } from './sqlite/read-beside.ts';
