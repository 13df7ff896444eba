import type { Host } from '@skerry/domain';
import { scheduleHost, type ScheduleSnapshot } from '@skerry/scheduler';
import type { Cloud } from '../cloud.ts';
import { clusterStateOf } from '../views/cluster-view.ts';
import { hostStateOf } from '../views/host-view.ts';

/** All hosts of all clusters as the mirror has them: what the scheduler looks at. */
export const placementSnapshot = (cloud: Cloud): ScheduleSnapshot => ({
  hosts: Array.from(cloud.model.all('host'), (host: Host) => {
    const { model, links, samples } = cloud;
    const cluster = model.get('cluster', host.clusterId);
    return scheduleHost({
      host,
      state: hostStateOf(host, cloud),
      report: model.hostStatus.get(host.id)?.report,
      clusterState: cluster === undefined ? 'waiting' : clusterStateOf(cluster, links.stateOf(cluster.id)),
      clusterLabels: cluster?.labels,
      reserved: model.reservations.of(host.id),
      busyCpus: samples.latest('host', host.id)?.rates.cpu,
    });
  }),
});
