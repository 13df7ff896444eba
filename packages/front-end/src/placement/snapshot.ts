import { type Host, may, type Subject } from '@skerry/domain';
import { type ScheduleHost, scheduleHost, type ScheduleSnapshot } from '@skerry/scheduler';
import type { Cloud } from '../cloud.ts';
import { clusterStateOf } from '../views/cluster-view.ts';
import { hostStateOf } from '../views/host-view.ts';

/** The hosts that the caller may use, in clusters that he may use, as the mirror has them: what the scheduler looks at. */
export function placementSnapshot(cloud: Cloud, caller: Subject): ScheduleSnapshot {
  const { model, links, samples } = cloud;
  const usable = (host: Host): boolean => {
    const cluster = model.get('cluster', host.clusterId);
    return may(caller, 'use', host) && cluster !== undefined && may(caller, 'use', cluster);
  };
  const seen = (host: Host): ScheduleHost => {
    const cluster = model.get('cluster', host.clusterId);
    return scheduleHost({
      host,
      state: hostStateOf(host, cloud),
      report: model.hostStatus.get(host.id)?.report,
      clusterState: cluster === undefined ? 'waiting' : clusterStateOf(cluster, links.stateOf(cluster.id)),
      clusterLabels: cluster?.labels,
      reserved: model.reservations.of(host.id),
      growthPercent: cloud.limits['host-growth-percent'],
      busyCpus: samples.latest('host', host.id)?.rates.cpu,
    });
  };
  const hosts = [...model.all('host')]
    .filter(usable)
    .flatMap((host) => cloud.faults.attempt(host, 'placement', () => [seen(host)], []));
  return { hosts };
}
