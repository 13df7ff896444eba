import { type Cluster, type Host, hostState, type HostStatus } from '@skerry/domain';
import type { ScheduleHost } from '@skerry/scheduler';
import type { Mirror } from '@skerry/store';
import { keys } from '../keys.ts';
import type { Reservations } from './reservations.ts';

/** The cluster's hosts as the scheduler sees them. For its own hosts a cluster is never cut. */
export function scheduleHosts(mirror: Mirror, reservations: Reservations): ScheduleHost[] {
  const hosts: ScheduleHost[] = [];
  for (const { value } of mirror.entries(`${keys.catalogue}host/`)) {
    const host = value as unknown as Host;
    const status = mirror.get(keys.hostStatus(host.id))?.value as unknown as HostStatus | undefined;
    const cluster = mirror.get(`${keys.catalogue}cluster/${host.clusterId}`)?.value as unknown as Cluster | undefined;
    const report = status?.report;
    hosts.push({
      hostId: host.id,
      clusterId: host.clusterId,
      name: host.name,
      labels: host.labels,
      attributes: host.attributes,
      clusterLabels: cluster?.labels ?? {},
      state: hostState(host, status),
      clusterState: 'online',
      admission: host.admission,
      runtimes: (report?.runtimes ?? []).filter((r) => r.available).map((r) => r.kind),
      reserved: reservations.of(host.id),
      ...(report
        ? {
            architecture: report.architecture,
            capacity: {
              cpus: report.cpus,
              memoryMiB: report.memoryMiB,
              diskMiB: report.diskMiB,
              diskFreeMiB: report.diskFreeMiB,
            },
          }
        : {}),
    });
  }
  return hosts;
}
