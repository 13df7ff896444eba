import { agoText } from '../explain/ago-text.ts';
import { exitWords, type InstanceState, instanceState, lostSentence, outlivesItsCluster } from '@skerry/domain';
import { assertNever } from '@skerry/kit';
import type { Cloud } from '../cloud.ts';
import { hostHeardSeconds, hostStateOf } from '../views/host-view.ts';
import type { VisibleInstance } from './visible.ts';

/** A sentence or three: why the instance is in its state, and how old that knowledge is. */
export function stateReason(instance: VisibleInstance, cloud: Cloud): string {
  return [because(instance, instanceState(instance)), waiting(instance, cloud), heard(instance, cloud)]
    .filter((s) => s !== '')
    .join(' ');
}

function because(instance: VisibleInstance, state: InstanceState): string {
  const { observed, unplaced, intent } = instance;
  const failure = observed?.failure;
  const crashes = observed?.crashes ?? 0;
  switch (state) {
    case 'pending':
      if (instance.hostId !== undefined) return 'Its host has not reported it yet.';
      return unplaced === undefined ? 'Its cluster has not chosen a host yet.' : `No host yet: ${unplaced.message}`;
    case 'failed':
      return failure === undefined
        ? 'Its last step failed and is tried again.'
        : `The step "${failure.step}" failed ${times(failure.attempts)} and is tried again: ${failure.message}`;
    case 'preparing':
      return observed?.step === undefined ? 'Its disks are being prepared.' : `It is prepared: ${observed.step.name}.`;
    case 'starting':
      return 'It is being started.';
    case 'running':
      if (observed?.health === 'unhealthy') return 'It runs, and says when it is asked that it is not well.';
      if (observed?.restarts !== undefined && observed.restarts > 0) {
        return `It runs; it ${exitWords(observed.exit)} before, and was started again ${times(observed.restarts)}.`;
      }
      return crashes === 0
        ? 'It runs, as wanted.'
        : `It runs; its guest ended unexpectedly ${times(crashes)} and was started again.`;
    case 'rebooting':
      return 'A reboot was asked for.';
    case 'pausing':
      return 'It is being paused.';
    case 'paused':
      return 'It is paused, as wanted.';
    case 'resuming':
      return 'It is being resumed.';
    case 'stopping':
      return `It has ${intent.graceSeconds} s to shut down by itself, then it is stopped by force.`;
    case 'stopped':
      return 'It is stopped, as wanted.';
    case 'recovering':
      return instance.spec.application === undefined || observed?.exit === undefined
        ? 'Its guest ended unexpectedly and is being started again.'
        : `Its application ${exitWords(observed.exit)} and is started again soon.`;
    case 'exited':
      return `Its application ${exitWords(observed?.exit)}; its restart policy leaves it so.`;
    case 'lost':
      return instance.lost === undefined
        ? ''
        : `${lostSentence(instance.lost)}, and its disks with it. Delete it and create another.`;
    case 'deleting':
      return 'Its guest, disks and addresses are being removed.';
    default:
      return assertNever(state);
  }
}

const times = (n: number) => (n === 1 ? 'once' : `${n} times`);

function waiting(instance: VisibleInstance, { links }: Cloud): string {
  const n = instance.pendingCommands;
  if (n === 0) return '';
  const commands = n === 1 ? 'One command' : `${n} commands`;
  const verb = n === 1 ? 'waits' : 'wait';
  return links.stateOf(instance.clusterId) === 'online'
    ? `${commands} ${verb} for the cluster's answer.`
    : `${commands} ${verb} until the link to the cluster heals.`;
}

function heard(instance: VisibleInstance, cloud: Cloud): string {
  const { links } = cloud;
  if (outlivesItsCluster(instance)) return '';
  if (links.stateOf(instance.clusterId) === 'online') return hostCut(instance, cloud);
  const seconds = links.lastHeardSeconds(instance.clusterId);
  return seconds === null
    ? 'The link to its cluster is cut; the cluster goes on alone.'
    : `The link to its cluster is cut, last heard ${agoText(seconds)}; the cluster goes on alone.`;
}

/** Nothing of it changes while its host does not hear: without this sentence it looks as if it hung. */
function hostCut({ hostId, intent }: VisibleInstance, cloud: Cloud): string {
  const host = hostId === undefined ? undefined : cloud.model.get('host', hostId);
  if (host === undefined || hostStateOf(host, cloud) !== 'cut') return '';
  const seconds = hostHeardSeconds(host, cloud);
  const since = seconds === null ? '' : `, last heard ${agoText(seconds)}`;
  const waits = intent.power === 'absent' ? 'it is removed when the host is back' : 'its guest goes on alone';
  return `Its host "${host.name}" is not connected${since}; ${waits}.`;
}
