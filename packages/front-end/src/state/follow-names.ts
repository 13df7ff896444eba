/**
 * Names that no request gives or takes: of an instance that is gone, or whose order was refused, or that was named at its
 * site; of a host that was given up. Feeds write without them, so this compares what changed a moment later, and all of
 * it once at the start: if we die in between, the next start does it. Owns nothing, and decides nothing: it brings the
 * keys to what the model shows.
 */
import { type Log, Wakeful } from '@skerry/kit';
import type { Store } from '@skerry/store';
import type { VisibleInstance } from '../instances/visible.ts';
import { keepNames, keepTheseNames } from './keep-names.ts';
import type { Model, ObjectChange } from './model.ts';
import { nameKeyOf } from './name-keys.ts';

/** After a failure; the sweep comes anyway. Shorter: a full disk is asked again and again. Milliseconds. */
const againMs = 30_000;

/** Begins; call the answer to end it. */
export function followNames(store: Store, model: Model, log: Log): () => Promise<void> {
  let due: Map<string, number | undefined> | 'all' = 'all';
  const work = new Wakeful(
    async () => {
      const now = due;
      due = new Map();
      try {
        await (now === 'all' ? keepNames(store, model) : keepTheseNames(now, store, model));
        return true;
      } catch (err) {
        due = 'all';
        log.warn({ err }, 'names could not be brought to what the objects are');
        return false;
      }
    },
    (wasDone) => (wasDone ? undefined : againMs),
    (wasDone) => (wasDone ? 0 : againMs),
  );
  const forget = model.onChange((changes) => {
    for (const change of changes) {
      const names = namesIn(change);
      if (names.length === 0) continue;
      if (due !== 'all') for (const [key, holder] of names) due.set(key, holder ?? due.get(key));
      work.look();
    }
  });
  work.wake();
  return async () => {
    forget();
    await work.close();
  };
}

/** Names that the change may have left or missed. Who is created by a request has its name with it. */
function namesIn({ kind, id, before, after }: ObjectChange): [string, number | undefined][] {
  if (before?.name === after?.name && before?.ownerId === after?.ownerId) return [];
  const [was, is] = [nameKeyOf(kind, before), nameKeyOf(kind, after)];
  const isMade = before === undefined && !(kind === 'instance' && wasMadeAtSite(after as VisibleInstance));
  if (isMade) return [];
  const names: [string | undefined, number | undefined][] = [
    [was, undefined],
    [is, id],
  ];
  return names.flatMap(([key, holder]) => (key === undefined ? [] : [[key, holder]]));
}

/** What was ordered here waits for its cluster when it is seen first. */
const wasMadeAtSite = (instance: VisibleInstance): boolean => instance.pendingCommands === 0;
