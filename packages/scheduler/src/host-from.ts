import {
  believedReport,
  type ClusterState,
  type Host,
  type HostReport,
  type HostState,
  type Labels,
} from '@skerry/domain';
import type { ScheduleHost } from './host.ts';
import type { Reserved } from './reservations.ts';

export interface HostFacts {
  readonly host: Host;
  readonly state: HostState;
  readonly report: HostReport | undefined;
  readonly clusterState: ClusterState;
  readonly clusterLabels: Labels | undefined;
  readonly reserved: Reserved;
  /** The limit `host-growth-percent`. */
  readonly growthPercent: number;
  /** Processors in use just now, where it is known. */
  readonly busyCpus?: number | undefined;
}

/** One host for the scheduler, out of the records that front-end and controller both keep. */
export function scheduleHost(facts: HostFacts): ScheduleHost {
  const { host, reserved, busyCpus } = facts;
  const report = facts.report && believedReport(facts.report, host.approved, facts.growthPercent);
  const offered = (report?.runtimes ?? []).filter((r) => r.available);
  return {
    hostId: host.id,
    clusterId: host.clusterId,
    name: host.name,
    labels: host.labels,
    attributes: host.attributes,
    clusterLabels: facts.clusterLabels ?? {},
    state: facts.state,
    clusterState: facts.clusterState,
    admission: host.admission,
    runtimes: offered.map((r) => r.kind),
    machines: Object.fromEntries(
      offered.flatMap(({ kind, machine }) => (machine === undefined ? [] : [[kind, machine]])),
    ),
    reserved,
    groups: reserved.groups,
    ...(report === undefined ? {} : { architecture: report.architecture, capacity: report }),
    ...(report === undefined || busyCpus === undefined
      ? {}
      : { load: Math.min(1, busyCpus / Math.max(1, report.cpus)) }),
  };
}
