/**
 * Names that no request gives or takes: of an instance that is gone, or whose order was refused, or that was made or named
 * at its site; of a host that was given up. Feeds write without them, so what changed is compared a moment later, and all
 * of it at the start: if we die in between, the next start does it. Decides nothing: it brings the keys to what the model
 * shows.
 */
import { type Clock, type Log, Reconciler } from '@skerry/kit';
import type { Key, Store } from '@skerry/store';
import type { VisibleInstance } from '@skerry/api/instances/visible';
import { keepName, keepNames } from '../state/keep-names.ts';
import type { Model, ObjectChange } from '@skerry/api/state/model';
import { nameKeyOf } from '@skerry/api/state/name-keys';

type Name = Key<number> | 'all';

export const nameKeeper = (store: Store, model: Model, parts: { readonly clock: Clock; readonly log: Log }) =>
  new Reconciler<Name>(
    {
      name: 'names',
      wakesOn: 'an object that goes, or is called otherwise',
      async work(name) {
        await (name === 'all' ? keepNames(store, model) : keepName(name, store, model));
        return false;
      },
    },
    parts,
  );

/** Names that the change may have left or missed. Who is created by a request has its name with it. */
export function changedNames({ kind, before, after }: ObjectChange): Key<number>[] {
  if (before?.name === after?.name && before?.ownerId === after?.ownerId) return [];
  if (before === undefined && !(kind === 'instance' && wasMadeAtSite(after as VisibleInstance))) return [];
  const [was, is] = [nameKeyOf(kind, before), nameKeyOf(kind, after)];
  return was === is ? [] : [was, is].filter((key) => key !== undefined);
}

/** What was ordered here waits for its cluster when it is seen first. */
const wasMadeAtSite = (instance: VisibleInstance): boolean => instance.pendingCommands === 0;
