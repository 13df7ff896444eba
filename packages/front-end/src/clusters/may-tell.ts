import type { FeedChange, Refusal } from '@skerry/contract';
import type { Disk, HostStatus, Lease, ToldKind } from '@skerry/domain';
import { valueUnder } from '@skerry/store';
import { type ClusterState, toldBelow } from '@skerry/store/layout/cluster-state';
import type { Model } from '@skerry/api/state/model';
import { auditRefusal } from './copy-audit.ts';
import type { Provenance } from './provenance.ts';

/** What is asked of each record that a cluster tells: is it the cluster's to tell? The model must show all that was ordered. */
export function examineState(
  clusterId: number,
  model: Model,
  provenance: Provenance,
): (change: FeedChange) => Refusal | undefined {
  const notGiven = (kind: ToldKind, id: number): Refusal | undefined =>
    provenance.mayTell(clusterId, kind, id)
      ? undefined
      : refuse(`It told of ${kind} ${id}, which was neither ordered there nor is of its numbers.`);
  const part = (kind: 'disk' | 'lease', id: number, { instanceId }: Disk | Lease) => {
    const ordered = provenance.placed(kind, id)?.instanceId;
    if (ordered !== undefined && ordered !== instanceId) {
      return refuse(`It told of ${kind} ${id} as of instance ${instanceId}; it is of ${ordered}.`);
    }
    return notGiven(kind, id) ?? notGiven('instance', instanceId);
  };

  const examinations: Examinations = {
    instance: (id, instance) => mismatch('instance', id, clusterId, instance) ?? notGiven('instance', id),
    history: (id) => notGiven('instance', id),
    disk: (id, disk) => mismatch('disk', id, clusterId, disk) ?? part('disk', id, disk),
    lease: (id, lease) =>
      mismatch('lease', id, clusterId, lease) ?? part('lease', id, lease) ?? ofNetwork(lease, clusterId, model),
    'host-status': (id, status) => ofHost(id, clusterId, status, model),
    'command-result': (id) =>
      (model.commands.get(id) ?? model.answered.get(id))?.clusterId === clusterId
        ? undefined
        : refuse(`It answered command ${id}, which it was not given.`),
    audit: (_, record) => auditRefusal(clusterId, record, model, provenance),
    controller: () => undefined,
  };
  return (change) => {
    const [what = '', tail = ''] = change.key.split('/');
    // Whether there is such a key is asked of its shape.
    return isState(what, examinations) ? examine(what, examinations[what], Number(tail), change) : undefined;
  };
}

type Examinations = {
  readonly [W in keyof ClusterState]: (id: number, value: ClusterState[W]) => Refusal | undefined;
};

const isState = (what: string, examinations: Examinations): what is keyof ClusterState =>
  Object.hasOwn(examinations, what);

function examine<W extends keyof ClusterState>(
  what: W,
  examination: Examinations[W],
  id: number,
  change: FeedChange,
): Refusal | undefined {
  const value = valueUnder(toldBelow(what), change);
  // It may always forget what it told.
  return value === undefined ? undefined : examination(id, value);
}

function mismatch(
  kind: ToldKind,
  id: number,
  clusterId: number,
  value: { readonly id: number; readonly clusterId: number },
): Refusal | undefined {
  if (value.id !== id) return refuse(`It told of ${kind} ${value.id} under the number ${id}.`);
  return value.clusterId === clusterId
    ? undefined
    : refuse(`It told of ${kind} ${id} as of cluster ${value.clusterId}.`);
}

function ofNetwork({ id, networkId }: Lease, clusterId: number, model: Model): Refusal | undefined {
  if (model.get('network', networkId)?.clusterId === clusterId) return undefined;
  return refuse(`It told of lease ${id} in network ${networkId}, which is none of its networks.`);
}

function ofHost(id: number, clusterId: number, status: HostStatus, model: Model): Refusal | undefined {
  const its = model.get('host', id)?.clusterId === clusterId && status.clusterId === clusterId && status.hostId === id;
  return its ? undefined : refuse(`It told of host ${id}, which is none of its hosts.`);
}

const refuse = (message: string): Refusal => ({ code: 'not-its-own', message });
