import { siteKeys } from '@skerry/store/layout/controller';
import type { Log, Reconciler } from '@skerry/kit';
import { type ChangeBatch, type EntryIndex, type Json, valueUnder } from '@skerry/store';
import { usersOf } from './instances/uses.ts';
import { idOf, keys } from './keys.ts';
import type { Placer } from './placement/placer.ts';

type Wakes<Key> = Pick<Reconciler<Key>, 'wake'>;

export interface Reactions {
  readonly placer: Pick<Placer, 'seeInstance' | 'seeAddress'>;
  readonly uses: EntryIndex<Json>;
  readonly onHost: (hostId: number) => readonly number[];
  readonly placements: Wakes<'all'>;
  readonly instances: Wakes<number>;
  readonly hostStates: Wakes<number>;
  readonly networks: Wakes<'all'>;
  readonly siteCommands: Wakes<'all'>;
  readonly log: Log;
}

/** Wakes whom each change of the store concerns. One that fails must not keep the others from being seen. */
export function react(reactions: Reactions, { changes }: ChangeBatch): void {
  for (const change of changes) {
    const key = change.type === 'put' ? change.entry.key : change.key;
    try {
      reactTo(reactions, key, change.type === 'put' ? change.entry.value : undefined);
    } catch (error) {
      reactions.log.error({ key, error: String(error) }, 'a change could not be looked at');
    }
  }
}

function reactTo(reactions: Reactions, key: string, value: Json | undefined): void {
  const { placer, uses, onHost, placements, instances, hostStates, networks, siteCommands } = reactions;
  if (key.startsWith(keys.instances)) {
    const instance = value === undefined ? undefined : valueUnder(keys.instances, { key, value });
    // Before the placer: whatever it makes of the record, the reconciler looks at it.
    instances.wake(idOf(key));
    if (placer.seeInstance(idOf(key), instance)) placements.wake('all');
  } else if (key.startsWith(keys.addresses) || key.startsWith(keys.macs)) {
    placer.seeAddress(key, value !== undefined);
    if (value === undefined) placements.wake('all');
  } else if (key.startsWith(keys.observed)) {
    if (key.endsWith('/report')) hostStates.wake(Number(key.split('/')[2]));
    else instances.wake(idOf(key));
  } else if (key.startsWith(keys.hostStatuses)) placements.wake('all');
  else if (key.startsWith(keys.lostHosts)) {
    hostStates.wake(idOf(key));
    for (const id of onHost(idOf(key))) instances.wake(id);
  } else if (key.startsWith(siteKeys.commands)) siteCommands.wake('all');
  else if (key.startsWith(keys.catalogue)) {
    if (/\/(cluster|host|image|network|user)\//.test(key)) placements.wake('all');
    if (key.includes('/host/')) hostStates.wake(idOf(key));
    if (key.includes('/host/') || key.includes('/network/')) networks.wake('all');
    for (const id of usersOf(uses, key)) instances.wake(id);
  }
}
