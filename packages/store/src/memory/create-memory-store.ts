import { Engine, type EngineOptions } from '../engine/engine.ts';
import type { Store } from '../port.ts';
import { MemoryBackend } from './memory-backend.ts';

/** For tests and for what may be forgotten: the same engine as the embedded one, without a disk. */
export function createMemoryStore(options: EngineOptions = {}): Store {
  return new Engine(new MemoryBackend(), options);
}
