import type { Change, ChangeBatch } from '../port.ts';
import type { StoredBatch } from './backend.ts';
import { LateEntry } from './late-entry.ts';

/** Watchers that keep up read from here: each value is parsed once for all of them, and only when one reads it. */
const keepRevisions = 1024;
/** Characters of JSON. More: memory; fewer: watchers that lag a little read the disk. */
const keepCharacters = 4 * 1024 * 1024;

/** One revision; what was put is parsed when somebody reads it. Without an entry the key was deleted. */
export interface LateBatch {
  readonly revision: number;
  readonly changes: readonly { readonly key: string; readonly entry?: LateEntry }[];
}

interface Recent {
  readonly late: LateBatch;
  readonly size: number;
  read?: ChangeBatch;
}

/** The last revisions, without a gap, up to the newest. A cache: the backend's history is the truth. */
export class RecentHistory {
  private readonly batches: Recent[] = [];
  private readonly keepRevisions: number;
  private size = 0;

  /** Never more than the backend's own history. */
  constructor(historyRevisions: number) {
    this.keepRevisions = Math.min(keepRevisions, historyRevisions);
  }

  push(late: LateBatch): void {
    const size = late.changes.reduce((sum, { entry }) => sum + (entry?.characters ?? 0), 0);
    this.batches.push({ late, size });
    this.size += size;
    while (this.batches.length > this.keepRevisions || (this.size > keepCharacters && this.batches.length > 1)) {
      this.size -= this.batches.shift()?.size ?? 0;
    }
  }

  /** At most `limit` batches after the revision; undefined when it does not reach back so far. */
  after(revision: number, limit: number): ChangeBatch[] | undefined {
    const first = this.batches[0]?.late.revision;
    if (first === undefined || revision + 1 < first) return undefined;
    const start = revision + 1 - first;
    return this.batches.slice(start, start + limit).map((recent) => (recent.read ??= read(recent.late)));
  }
}

export function lateBatch({ revision, changes }: StoredBatch): LateBatch {
  return {
    revision,
    changes: changes.map(({ key, text, createRevision }) =>
      text === undefined
        ? { key }
        : { key, entry: new LateEntry({ key, text, createRevision, modRevision: revision }) },
    ),
  };
}

export const decodeBatch = (stored: StoredBatch): ChangeBatch => read(lateBatch(stored));

function read({ revision, changes }: LateBatch): ChangeBatch {
  return Object.freeze({
    revision,
    changes: Object.freeze(
      changes.map(
        ({ key, entry }): Change =>
          Object.freeze(
            entry ? { type: 'put', entry: entry.entry } : { type: 'delete', key, modRevision: revision },
          ) as Change,
      ),
    ),
  });
}
