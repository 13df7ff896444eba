/** A backend whose values lie sealed: everything that is written to disk, or read from it, passes here. */
import type { Backend, StoredBatch, StoredEntry } from '../engine/backend.ts';
import type { Sealing } from './sealing.ts';

export function sealedBackend(backend: Backend, sealing: Sealing): Backend {
  /** What was sealed in the transaction under way: the history tells the same. */
  const sealed = new Map<string, { readonly text: string; readonly sealed: string }>();
  const seal = (key: string, text: string): string => {
    const known = sealed.get(key);
    return known?.text === text ? known.sealed : sealing.seal(key, text);
  };
  const opened = (entry: StoredEntry): StoredEntry => {
    const text = sealing.open(entry.key, entry.text);
    return text === entry.text ? entry : { ...entry, text };
  };
  const openedBatch = ({ revision, changes }: StoredBatch): StoredBatch => ({
    revision,
    changes: changes.map((change) =>
      change.text === undefined ? change : { ...change, text: sealing.open(change.key, change.text) },
    ),
  });
  return {
    load: () => backend.load(),
    get: (key) => {
      const entry = backend.get(key);
      return entry && opened(entry);
    },
    revisionsOf: (key) => backend.revisionsOf(key),
    list: (prefix, after, limit) => backend.list(prefix, after, limit).map(opened),
    history: (revision, through) => backend.history(revision, through).map(openedBatch),
    hasLease: (id) => backend.hasLease(id),
    keysOfLease: (id) => backend.keysOfLease(id),
    atomically: (work) => backend.atomically(work),
    put: (entry) => {
      const text = seal(entry.key, entry.text);
      if (text !== entry.text) sealed.set(entry.key, { text: entry.text, sealed: text });
      backend.put({ ...entry, text });
    },
    delete: (key) => backend.delete(key),
    appendHistory: ({ revision, changes }) => {
      backend.appendHistory({
        revision,
        changes: changes.map((change) =>
          change.text === undefined ? change : { ...change, text: seal(change.key, change.text) },
        ),
      });
      sealed.clear();
    },
    setMarks: (marks) => backend.setMarks(marks),
    addLease: (id, ttlMs) => backend.addLease(id, ttlMs),
    removeLease: (id) => backend.removeLease(id),
    close: () => backend.close(),
  };
}
