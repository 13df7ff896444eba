import type { Entry } from '../port.ts';
import type { LateEntry } from './late-entry.ts';

/** Characters of JSON. Fewer: reconcilers read what they wrote a moment ago from the disk again. */
const keepCharacters = 4 * 1024 * 1024;

/**
 * What was written or read last, by key. A cache: the backend is the truth, and the engine tells of each commit once it
 * is on disk. What was written longest ago goes first.
 */
export class EntryCache {
  private readonly held = new Map<string, LateEntry>();
  private size = 0;

  get(key: string): Entry | undefined {
    return this.held.get(key)?.entry;
  }

  set(key: string, entry: LateEntry): void {
    this.delete(key);
    this.held.set(key, entry);
    this.size += entry.characters;
    for (const oldest of this.held.keys()) {
      if (this.size <= keepCharacters || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.size -= this.held.get(key)?.characters ?? 0;
    this.held.delete(key);
  }
}
