/**
 * When each host was last found to hear, or to hear no more. Its instances are shown by that, so whoever follows them is
 * told then; a report that says nothing new of it concerns the host alone.
 */
import type { HostStatus } from '@skerry/domain';
import type { Change } from '@skerry/store';

interface Known {
  readonly hostStatus: ReadonlyMap<number, HostStatus>;
  readonly hostTurns: Map<number, number>;
  referring(kind: 'instance', to: 'host', hostId: number): Iterable<number>;
}

/** Before the model takes over a change of what a cluster says of a host. */
export function noteTurn(
  model: Known,
  hostId: number,
  told: HostStatus | undefined,
  change: Change,
  touch: (kind: 'instance', id: number) => void,
): void {
  if (told === undefined || change.type !== 'put') return void model.hostTurns.delete(hostId);
  if (model.hostStatus.get(hostId)?.connected === told.connected) return;
  model.hostTurns.set(hostId, change.entry.modRevision);
  for (const id of model.referring('instance', 'host', hostId)) touch('instance', id);
}
