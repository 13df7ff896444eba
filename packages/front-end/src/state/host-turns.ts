/**
 * When each host was last found to hear, or to hear no more. Its instances are shown by that, so whoever follows them is
 * told then; a report that says nothing new of it concerns the host alone.
 */
import type { HostStatus } from '@skerry/domain';
import type { Change } from '@skerry/store';

interface Known {
  readonly hostStatus: ReadonlyMap<number, HostStatus>;
  readonly hostTurns: Map<number, number>;
  readonly instancesByHost: { get(index: 'host', hostId: number): Iterable<number> };
}

/** Before the model takes over a change of what a cluster says of a host. */
export function noteTurn(
  { hostStatus, hostTurns, instancesByHost }: Known,
  hostId: number,
  told: HostStatus | undefined,
  change: Change,
  touch: (kind: 'instance', id: number) => void,
): void {
  if (told === undefined || change.type !== 'put') return void hostTurns.delete(hostId);
  if (hostStatus.get(hostId)?.connected === told.connected) return;
  hostTurns.set(hostId, change.entry.modRevision);
  for (const id of instancesByHost.get('host', hostId)) touch('instance', id);
}
