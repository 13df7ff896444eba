import type { host } from '@skerry/contract';
import {
  believedReport,
  capacityProblems,
  type Host,
  type HostReport,
  type HostRuntime,
  type HostState,
  hostState,
} from '@skerry/domain';
import { roomIn } from '@skerry/scheduler';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { refusalsView } from './refusals-view.ts';
import { metaView } from './meta-view.ts';

type HostView = z.input<typeof host>;

export function hostView(object: Host, cloud: Cloud): HostView {
  const { model } = cloud;
  const growthPercent = cloud.limits['host-growth-percent'];
  const status = model.hostStatus.get(object.id);
  const report = status?.report;
  const reserved = model.reservations.of(object.id);
  return {
    ...metaView(object),
    clusterId: object.clusterId,
    admission: object.admission,
    state: hostStateOf(object, cloud),
    lastHeardSeconds: hostHeardSeconds(object, cloud),
    ...(object.declaredLostAt === undefined ? {} : { declaredLostAt: object.declaredLostAt }),
    ...(report === undefined
      ? {}
      : {
          hostname: report.hostname,
          agentVersion: report.agentVersion,
          architecture: report.architecture,
          capacity: {
            cpus: report.cpus,
            memoryMiB: report.memoryMiB,
            diskMiB: report.diskMiB,
            diskFreeMiB: report.diskFreeMiB,
          },
          room: roomWith(believedReport(report, object.approved, growthPercent)),
        }),
    ...(object.approved === undefined ? {} : { approved: { cap: false, ...object.approved } }),
    reserved: { cpus: reserved.cpus, memoryMiB: reserved.memoryMiB, diskMiB: reserved.diskMiB },
    instances: model.referring('instance', 'host', object.id).size,
    runtimes: report?.runtimes.map(runtimeView) ?? [],
    problems: hostProblems(object, report, growthPercent),
    ...(report?.machine === undefined ? {} : { machine: structuredClone(report.machine) as HostView['machine'] }),
    ...refusalsView(status?.refusals),
  };
}

const roomWith = (believed: HostReport) => ({ ...roomIn(believed), diskMiB: believed.diskMiB });

const runtimeView = ({ machine, ...runtime }: HostRuntime): HostView['runtimes'][number] => ({
  ...runtime,
  ...(machine === undefined
    ? {}
    : { machine: { abilities: [...machine.abilities], cpuModels: [...machine.cpuModels] } }),
});

/** What may be promised on it in all; undefined: it has not reported. */
export function roomOf(host: Host | undefined, { model, limits }: Cloud): ReturnType<typeof roomWith> | undefined {
  const report = host && model.hostStatus.get(host.id)?.report;
  return report && roomWith(believedReport(report, host.approved, limits['host-growth-percent']));
}

/** What the host says of itself, and what is not believed of it. */
export const hostProblems = (host: Host, report: HostReport | undefined, growthPercent: number): string[] =>
  report === undefined ? [] : [...capacityProblems(host, report, growthPercent), ...report.problems];

/** What the cluster said of the host last; a host of a cluster that is cut is cut with it. */
export function hostStateOf(object: Host, { model, links }: Cloud): HostState {
  const state = hostState(object, model.hostStatus.get(object.id));
  return state !== 'joining' && state !== 'lost' && links.stateOf(object.clusterId) !== 'online' ? 'cut' : state;
}

export function hostHeardSeconds(object: Host, { model, links, clock }: Cloud): number | null {
  const status = model.hostStatus.get(object.id);
  if (status === undefined) return null;
  if (status.connected) return links.lastHeardSeconds(object.clusterId);
  if (status.lastHeardAt === undefined) return null;
  return Math.max(0, Math.round((clock.now().getTime() - Date.parse(status.lastHeardAt)) / 1000));
}
