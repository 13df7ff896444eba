import { parseFrozen } from '../frozen-json.ts';
import type { Change, ChangeBatch } from '../port.ts';
import type { StoredBatch } from './backend.ts';

/** Watchers that keep up read from here: each value is parsed once for all of them, and only when one reads it. */
const keepRevisions = 1024;
/** Characters of JSON. More: memory; fewer: watchers that lag a little read the disk. */
const keepCharacters = 4 * 1024 * 1024;

interface Recent {
  readonly revision: number;
  readonly size: number;
  /** As it was stored until somebody reads it, never both. */
  batch: { readonly stored: StoredBatch } | { readonly decoded: ChangeBatch };
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

  push(stored: StoredBatch): void {
    const size = stored.changes.reduce((sum, change) => sum + (change.text?.length ?? 0), 0);
    this.batches.push({ revision: stored.revision, size, batch: { stored } });
    this.size += size;
    while (this.batches.length > this.keepRevisions || (this.size > keepCharacters && this.batches.length > 1)) {
      this.size -= this.batches.shift()?.size ?? 0;
    }
  }

  /** At most `limit` batches after the revision; undefined when it does not reach back so far. */
  after(revision: number, limit: number): ChangeBatch[] | undefined {
    const first = this.batches[0]?.revision;
    if (first === undefined || revision + 1 < first) return undefined;
    const start = revision + 1 - first;
    return this.batches.slice(start, start + limit).map(decoded);
  }
}

function decoded(recent: Recent): ChangeBatch {
  if ('stored' in recent.batch) recent.batch = { decoded: decodeBatch(recent.batch.stored) };
  return recent.batch.decoded;
}

export function decodeBatch({ revision, changes }: StoredBatch): ChangeBatch {
  return Object.freeze({
    revision,
    changes: Object.freeze(
      changes.map(({ key, text, createRevision }): Change => {
        if (text === undefined) return Object.freeze({ type: 'delete', key, modRevision: revision });
        const entry = Object.freeze({ key, value: parseFrozen(text, key), createRevision, modRevision: revision });
        return Object.freeze({ type: 'put', entry });
      }),
    ),
  });
}
