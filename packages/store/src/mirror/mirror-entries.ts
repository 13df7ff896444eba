import type { Entry } from '../port.ts';

const directoryOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1);

/** Entries by key, grouped by everything up to their last slash, so that one kind is read without the others. */
export class MirrorEntries {
  private readonly directories = new Map<string, Map<string, Entry>>();

  get(key: string): Entry | undefined {
    return this.directories.get(directoryOf(key))?.get(key);
  }

  set(key: string, entry: Entry | undefined): void {
    const name = directoryOf(key);
    const directory = this.directories.get(name);
    if (entry) {
      if (directory) directory.set(key, entry);
      else this.directories.set(name, new Map([[key, entry]]));
      return;
    }
    directory?.delete(key);
    if (directory?.size === 0) this.directories.delete(name);
  }

  *under(prefix: string): Iterable<Entry> {
    for (const directory of this.directoriesUnder(prefix)) {
      for (const entry of directory.values()) if (entry.key.startsWith(prefix)) yield entry;
    }
  }

  size(prefix: string): number {
    let total = 0;
    for (const [name, directory] of this.directories) {
      if (name.startsWith(prefix)) total += directory.size;
      else if (prefix.startsWith(name)) for (const key of directory.keys()) if (key.startsWith(prefix)) total++;
    }
    return total;
  }

  private *directoriesUnder(prefix: string): Iterable<Map<string, Entry>> {
    for (const [name, directory] of this.directories) {
      if (name.startsWith(prefix) || prefix.startsWith(name)) yield directory;
    }
  }
}
