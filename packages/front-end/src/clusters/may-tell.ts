import type { FeedChange, Refusal } from '@skerry/contract';
import type { Disk, HostStatus, Instance, Lease, ToldKind } from '@skerry/domain';
import type { AuditRecord } from '../state/audit-record.ts';
import type { Model } from '../state/model.ts';
import { auditRefusal } from './copy-audit.ts';
import type { Provenance } from './provenance.ts';

/** What is asked of each record that a cluster tells: is it the cluster's to tell? The model must show all that was ordered. */
export function examineState(clusterId: number, model: Model, provenance: Provenance) {
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

  return ({ key, value }: FeedChange): Refusal | undefined => {
    // It may always forget what it told.
    if (value === undefined) return undefined;
    const [what = '', tail = ''] = key.split('/');
    const id = Number(tail);
    switch (what) {
      case 'instance':
        return mismatch(what, id, clusterId, value as unknown as Instance) ?? notGiven(what, id);
      case 'history':
        return notGiven('instance', id);
      case 'disk':
        return mismatch(what, id, clusterId, value as unknown as Disk) ?? part(what, id, value as unknown as Disk);
      case 'lease': {
        const lease = value as unknown as Lease;
        return mismatch(what, id, clusterId, lease) ?? part(what, id, lease) ?? ofNetwork(lease, clusterId, model);
      }
      case 'host-status':
        return ofHost(id, clusterId, value as unknown as HostStatus, model);
      case 'command-result': {
        const asked = model.commands.get(id) ?? model.answered.get(id);
        return asked?.clusterId === clusterId
          ? undefined
          : refuse(`It answered command ${id}, which it was not given.`);
      }
      case 'audit':
        return auditRefusal(clusterId, value as unknown as AuditRecord, model, provenance);
      default:
        // Whether there is such a key is asked of its shape.
        return undefined;
    }
  };
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
