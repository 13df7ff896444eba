import type { instance } from '@skerry/contract';
import { actionsOf, type ApplicationStart, consolesOf, hasMachine, instanceState, usualSpec } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { instanceHeardSeconds } from '../instances/heard.ts';
import { stateReason } from '../instances/state-reason.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { machineView } from './machine-view.ts';
import { metaView } from './meta-view.ts';

export function instanceView(object: VisibleInstance, cloud: Cloud): z.input<typeof instance> {
  const { spec, intent, observed } = object;
  const state = instanceState(object);
  return {
    ...metaView(object),
    kind: spec.kind,
    state,
    stateReason: stateReason(object, cloud),
    clusterId: object.clusterId,
    ...(object.hostId === undefined ? {} : { hostId: object.hostId }),
    ...(object.templateId === undefined ? {} : { templateId: object.templateId }),
    cpus: spec.cpus,
    memoryMiB: spec.memoryMiB,
    ...(spec.application === undefined ? {} : { application: applicationView(spec.application) }),
    requirements: spec.requirements,
    rank: spec.rank,
    ...(spec.antiAffinityGroup === undefined
      ? {}
      : {
          antiAffinityGroup: spec.antiAffinityGroup,
          antiAffinityMode: spec.antiAffinityMode ?? usualSpec.antiAffinityMode,
        }),
    ...(hasMachine(spec.kind) ? { machine: machineView(spec.machine) } : {}),
    ...(spec.cdrom === undefined ? {} : { cdrom: { imageId: spec.cdrom.imageId } }),
    disks: spec.disks.map(({ diskId, imageId, sizeMiB }) => ({ diskId, imageId, sizeMiB })),
    nics: spec.nics.map((nic) => ({ ...nic })),
    wanted: { generation: intent.generation, power: intent.power, reboots: intent.reboots },
    ...(observed === undefined
      ? {}
      : {
          observed: {
            guest: observed.guest,
            reached: observed.reached,
            reboots: observed.reboots,
            crashes: observed.crashes,
            ...(observed.startedAt === undefined ? {} : { startedAt: observed.startedAt }),
            ...(observed.health === undefined ? {} : { health: observed.health }),
            ...(observed.exit === undefined ? {} : { exit: { ...observed.exit } }),
            ...(observed.restarts === undefined ? {} : { restarts: observed.restarts }),
            ...(observed.nextStartAt === undefined ? {} : { nextStartAt: observed.nextStartAt }),
            ...(observed.step === undefined ? {} : { step: { ...observed.step } }),
            ...(observed.failure === undefined ? {} : { failure: { ...observed.failure } }),
          },
        }),
    pendingCommands: object.pendingCommands,
    lastHeardSeconds: instanceHeardSeconds(object, cloud),
    actions: actionsOf(state, spec),
    consoles: consolesOf(spec.kind, state),
  };
}

/** The same, but that it may be written. */
type ProbeView = NonNullable<NonNullable<z.input<typeof instance>['application']>['healthCheck']>;

/** Its environment may hold secrets: that is for who may manage it. */
function applicationView({ entrypoint, command, ...application }: ApplicationStart) {
  const { user, workingDirectory, stopSignal, healthCheck, restart, mostRestarts } = application;
  return {
    entrypoint: [...entrypoint],
    command: [...command],
    ...(user === undefined ? {} : { user }),
    workingDirectory,
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...(healthCheck === undefined ? {} : { healthCheck: structuredClone(healthCheck) as ProbeView }),
    restart,
    ...(mostRestarts === undefined ? {} : { mostRestarts }),
  };
}
