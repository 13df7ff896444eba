import type { ScheduleHost, ScheduleSnapshot } from '@skerry/scheduler';
import type { Host } from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { clusterStateOf } from '../views/cluster-view.ts';
import { hostStateOf } from '../views/host-view.ts';

/** All hosts of all clusters as the mirror has them: what the scheduler looks at. */
export const placementSnapshot = (cloud: Cloud): ScheduleSnapshot => ({
  hosts: [...cloud.model.all('host')].map((host) => scheduleHost(host, cloud)),
});

function scheduleHost(host: Host, cloud: Cloud): ScheduleHost {
  const { model, links, samples } = cloud;
  const cluster = model.get('cluster', host.clusterId);
  const report = model.hostStatus.get(host.id)?.report;
  const load = report === undefined ? undefined : samples.latest('host', host.id)?.rates.cpu;
  return {
    hostId: host.id,
    clusterId: host.clusterId,
    name: host.name,
    labels: host.labels,
    attributes: host.attributes,
    clusterLabels: cluster?.labels ?? {},
    state: hostStateOf(host, cloud),
    clusterState: cluster === undefined ? 'waiting' : clusterStateOf(cluster, links.stateOf(cluster.id)),
    admission: host.admission,
    runtimes: [...new Set((report?.runtimes ?? []).filter((r) => r.available).map((r) => r.kind))],
    ...(report === undefined ? {} : { architecture: report.architecture, capacity: report }),
    reserved: model.reservations.on(host.id),
    ...(load === undefined || report === undefined ? {} : { load: Math.min(1, load / Math.max(1, report.cpus)) }),
  };
}
