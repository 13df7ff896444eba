import { actionsOf, instanceState, orderWord } from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { instanceHeardSeconds } from '../instances/heard.ts';
import { stateReason } from '../instances/state-reason.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { lastRefusal } from './history.ts';
import type { Look, Why } from './why.ts';

/** State, step, failure with its attempts, placement, link: everything that holds the instance where it is. */
export function explainInstance(instance: VisibleInstance, cloud: Cloud, look: Look): Why {
  const { observed, unplaced, intent } = instance;
  const state = instanceState(instance);
  const cluster = look('cluster', instance.clusterId);
  const host = instance.hostId === undefined ? undefined : look('host', instance.hostId);
  const failure = observed?.failure;
  const heard = instanceHeardSeconds(instance, cloud);
  const facts = [
    { name: 'state', value: state },
    { name: 'wanted', value: intent.power },
    ...(instance.lost !== undefined && 'clusterName' in instance.lost
      ? [
          { name: 'cluster', value: `${instance.lost.clusterName} (declared lost)` },
          { name: 'lost since', value: instance.lost.at },
        ]
      : [
          { name: 'on the host', value: observed?.guest ?? 'not observed yet' },
          { name: 'cluster', value: cluster?.name ?? String(instance.clusterId) },
          {
            name: 'host',
            value: host?.name ?? (instance.hostId === undefined ? 'not chosen yet' : String(instance.hostId)),
          },
          { name: 'link to the cluster', value: cloud.links.stateOf(instance.clusterId) },
          { name: 'heard', value: heard === null ? 'never' : `${Math.round(heard)} s ago` },
        ]),
    ...(instance.spec.cdrom === undefined
      ? []
      : [
          {
            name: 'CD-ROM',
            value: look('image', instance.spec.cdrom.imageId)?.name ?? String(instance.spec.cdrom.imageId),
          },
        ]),
    ...(observed?.step === undefined
      ? []
      : [{ name: 'step', value: `${observed.step.name} since ${observed.step.since}` }]),
    ...(observed === undefined || observed.reached === intent.generation
      ? []
      : [{ name: 'behind', value: `generation ${observed.reached} of ${intent.generation}` }]),
  ];
  const refused = lastRefusal('instance', instance.id, cloud.model);
  const reasons = [
    ...(refused === undefined ? [] : [refused]),
    ...(failure === undefined
      ? []
      : [
          `${failure.message} (${failure.code}, step "${failure.step}", ${failure.attempts} attempts, next at ${failure.nextTryAt})`,
          ...(failure.hint === undefined ? [] : [failure.hint]),
        ]),
    ...Object.entries(unplaced?.reasons ?? {}).map(
      ([reason, n]) => `${n === 1 ? 'One host' : `${n} hosts`}: ${reason}`,
    ),
    ...cloud.model.pendingOf(instance.id).map(({ id, order, issuedAt }) => {
      return `Command ${id} (${orderWord(order)}), asked at ${issuedAt}, is not answered yet.`;
    }),
  ];
  const possible = Object.entries(actionsOf(state, instance.spec)).flatMap(([action, refusal]) =>
    refusal === null ? [action] : [],
  );
  return {
    summary: `The instance "${instance.name}" is ${state}. ${stateReason(instance, cloud)}`,
    facts,
    reasons,
    next: possible.length === 0 ? [] : [`You can: ${possible.join(', ')}.`],
  };
}
