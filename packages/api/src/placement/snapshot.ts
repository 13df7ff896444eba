import { type Host, may, type Subject } from '@skerry/domain';
import { type HostFacts, type ScheduleHost, scheduleHost, type ScheduleSnapshot } from '@skerry/scheduler';
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
    return lastSeen({
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

const worked = new WeakMap<Host, { readonly facts: HostFacts; readonly seen: ScheduleHost }>();

/**
 * Each placement looks at all hosts, and few of them are other than at the one before. Records are replaced as a whole,
 * so the same ones say the same; what is reserved is counted in place, and read through.
 */
function lastSeen(facts: HostFacts): ScheduleHost {
  const before = worked.get(facts.host);
  if (before !== undefined && isSame(before.facts, facts)) return before.seen;
  const seen = scheduleHost(facts);
  worked.set(facts.host, { facts, seen });
  return seen;
}

function isSame(before: HostFacts, now: HostFacts): boolean {
  for (const name in now) if (before[name as keyof HostFacts] !== now[name as keyof HostFacts]) return false;
  return true;
}
