/**
 * Where an instance lives is a fact of its own: a host, and an epoch that its cluster raises each time it gives it another
 * place. What a host tells is believed only of the place that the instance has, so nobody who had it before speaks for it.
 * Its addresses are no part of it. The first epoch is not written down, in no record: so it is with all that were made
 * before there were epochs. Only the cluster, which decides where an instance lives, calls `placedOn`.
 */
import type { Instance, InstanceObservation } from './instance.ts';

export interface Place {
  readonly hostId: number;
  readonly epoch: number;
}

/**
 * What a host is to an instance: `primary` runs it; `replica` keeps its disks, `incoming` and `outgoing` are two ends of a
 * move.
 */
export const placeRoles = ['primary', 'replica', 'incoming', 'outgoing'] as const;
export type PlaceRole = (typeof placeRoles)[number];

const hostsCan: Readonly<Record<PlaceRole, boolean>> = {
  primary: true,
  replica: false,
  incoming: false,
  outgoing: false,
};

/** Undefined when a host can be that to an instance, else a sentence. Absent: the role of earlier versions, `primary`. */
export const roleProblem = (role: PlaceRole = 'primary'): string | undefined =>
  hostsCan[role] ? undefined : `A host of this version cannot be the ${role} of an instance.`;

interface OfEpoch {
  readonly epoch?: number;
}

const firstEpoch = 1;
const epochOf = ({ epoch = firstEpoch }: OfEpoch): number => epoch;

export function placeOfInstance(instance: Pick<Instance, 'hostId' | 'epoch'>): Place | undefined {
  const { hostId } = instance;
  return hostId === undefined ? undefined : { hostId, epoch: epochOf(instance) };
}

/** With this host as its place; all else that was decided of it stays, its addresses too. Who had it before is not believed any more. */
export function placedOn(instance: Instance, hostId: number): Instance {
  if (instance.hostId === hostId) return instance;
  const { unplaced: _, observed: __, epoch: ___, ...rest } = instance;
  const hadPlace = instance.hostId !== undefined || instance.lost !== undefined || instance.epoch !== undefined;
  return { ...rest, hostId, ...(hadPlace ? { epoch: epochOf(instance) + 1 } : {}) };
}

/** Whether what its host tells is of the place that it has. */
export const isOfPlace = (place: Place, told: OfEpoch): boolean => epochOf(told) === place.epoch;

/** What is known of a guest, told under the epoch of its intent: what was reached under another one counts for nothing. */
export function underEpoch(known: InstanceObservation, intent: OfEpoch): InstanceObservation {
  if (epochOf(known) === epochOf(intent)) return known;
  const { epoch: _, ...rest } = known;
  return { ...rest, reached: -1, ...(intent.epoch === undefined ? {} : { epoch: intent.epoch }) };
}
