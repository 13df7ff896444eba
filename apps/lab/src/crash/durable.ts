import { type Store, openSqliteStore } from '@skerry/store';
import { Engine } from '@skerry/store/engine/engine';
import { MemoryBackend } from '@skerry/store/memory/memory-backend';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of a store that outlives the process which had it open. */
export interface Durable {
  /** The caller closes it before it is opened again. */
  open(): Promise<Store>;
  /** Keeps the state under a name; only while it is closed. */
  save(name: string): Promise<void>;
  /** `undefined`: as it was before it was first opened. */
  restore(name: string | undefined): Promise<void>;
}

export type Engines = 'memory' | 'sqlite';

export function createDurable(engine: Engines, path: string): Durable {
  return engine === 'sqlite' ? sqliteFile(path) : memory();
}

function memory(): Durable {
  let backend = new MemoryBackend();
  const saved = new Map<string, MemoryBackend>();
  return {
    open: async () => new Engine(backend),
    async save(name) {
      saved.set(name, backend.copy());
    },
    async restore(name) {
      backend = (name === undefined ? undefined : saved.get(name))?.copy() ?? new MemoryBackend();
    },
  };
}

function sqliteFile(path: string): Durable {
  return {
    open: () => openSqliteStore(path, { sealing: { keyFile: join(`${path}.keys`, 'store.key') } }),
    // A closed database is one file: the log was folded into it.
    save: (name) => copyFile(path, `${path}.${name}`),
    async restore(name) {
      for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true });
      if (name !== undefined) await copyFile(`${path}.${name}`, path);
    },
  };
}
