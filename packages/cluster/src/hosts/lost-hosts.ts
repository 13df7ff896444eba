/**
 * Hosts that an administrator declared lost. The record is written with the order, in one transaction, and stays: it is
 * why the machine, should it come back, is told to run nothing of what it was given. All that follows is done again by
 * whoever finds it undone, so dying in between loses nothing. Never delete the record: a certificate is good for a year,
 * and a host that was switched off may come back later than anybody thinks.
 */
import { type Instance, loseWithHost } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { type Condition, type Entry, type EntryIndex, type Json, type Mirror, put, type Write } from '@skerry/store';
import type { LostHost } from '@skerry/store/layout/controller';
import type { Transacting } from '../commands/transacting.ts';
import { forget } from '../instances/forget.ts';
import { keys } from '../keys.ts';

/** Adds the order's effect. A host that is connected is not lost, whoever says so. */
export async function declareLost(work: Transacting, hostId: number, isConnected: boolean, at: string): Promise<void> {
  const host = await work.get(keys.host(hostId));
  const name = host?.name ?? String(hostId);
  if (isConnected) {
    throw new SkerryError({
      code: 'host-connected',
      kind: 'refused',
      message: `The host "${name}" is connected to its cluster: it is not lost.`,
      hint: 'Delete its instances and stop its agent; then delete it: skerry host delete',
    });
  }
  if ((await work.get(keys.lostHost(hostId))) === undefined) {
    work.put(keys.lostHost(hostId), { at, name });
  }
}

export const isLost = (mirror: Mirror, hostId: number): boolean => mirror.get(keys.lostHost(hostId)) !== undefined;

/** Holds while the host has not been declared lost: nothing may be put on it afterwards. */
export const notLost = (hostId: number): Condition => ({ key: keys.lostHost(hostId), is: 'absent' });

/** What becomes of an instance that lay there: one that was being deleted is gone; any other is shown as lost. */
export function lossOf(
  entry: Entry<Instance>,
  lost: LostHost,
  belongings: EntryIndex<Json>,
  /** Goes with those that stay. */
  noted: readonly Write[],
): Write[] {
  const instance = entry.value;
  const { hostId } = instance;
  if (hostId === undefined) return [];
  const stays = [entry.key, keys.history(instance.id)];
  const gone = forget(belongings, instance).filter(
    ({ key }) => !stays.includes(key) || instance.intent.power === 'absent',
  );
  const intent: Write = { op: 'delete', key: keys.intent(hostId, instance.id) };
  if (instance.intent.power === 'absent') return [...gone, intent];
  const left = loseWithHost(instance, { hostId, hostName: lost.name, at: lost.at });
  return [...gone, intent, put<Instance>(entry.key, left), ...noted];
}

/** Instances that are still counted to it. */
export const instancesOn = (mirror: Mirror, hostId: number): number[] =>
  mirror
    .entries(keys.instances)
    .filter(({ value }) => value.hostId === hostId)
    .map(({ value }) => value.id);
