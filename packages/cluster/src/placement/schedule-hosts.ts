import { hostState } from '@skerry/domain';
import { type Reservations, scheduleHost, type ScheduleHost } from '@skerry/scheduler';
import type { Mirror } from '@skerry/store';
import { keys } from '../keys.ts';

/** The cluster's hosts as the scheduler sees them. For its own hosts a cluster is never cut. */
export function scheduleHosts(
  mirror: Mirror,
  reservations: Reservations,
  growthPercent: number,
  hidden: ReadonlySet<number> = new Set(),
): ScheduleHost[] {
  return mirror.entries(keys.hosts).flatMap(({ value: host }) => {
    if (hidden.has(host.id)) return [];
    const status = mirror.get(keys.hostStatus(host.id))?.value;
    const cluster = mirror.get(keys.cluster(host.clusterId))?.value;
    return scheduleHost({
      host,
      state: hostState(host, status),
      report: status?.report,
      clusterState: 'online',
      clusterLabels: cluster?.labels,
      reserved: reservations.of(host.id),
      growthPercent,
    });
  });
}
