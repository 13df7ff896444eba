import type { FeedChange } from '@skerry/contract';
import { type Disk, type Instance, type Lease, may, privatePermissions } from '@skerry/domain';
import type { Json, Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import { type Identity, identityOf, isTold, type Placed, type Provenance } from './provenance.ts';

/**
 * What is written down beside records that a cluster tells of for the first time and nobody ordered: whose an instance is
 * that was made at the site. Goes into the transaction that takes the records over; one write for a record at most.
 */
export function provenanceWrites(
  clusterId: number,
  changes: readonly FeedChange[],
  model: Model,
  provenance: Provenance,
): Write[] {
  return changes.flatMap(({ key, value }): Write[] => {
    const [kind = '', tail = ''] = key.split('/');
    const id = Number(tail);
    if (!isTold(kind)) return [];
    if (value === undefined || provenance.placed(kind, id) !== undefined) return [];
    // Parts are known by the cluster's block; only what comes from before blocks were written down is written by number.
    if (kind !== 'instance' && provenance.wasLeased(clusterId, kind, id)) return [];
    const whose =
      kind === 'instance'
        ? { identity: madeThere(value as unknown as Instance, model) }
        : { instanceId: (value as unknown as Disk | Lease).instanceId };
    return [placing(kind, id, { clusterId, ...whose })];
  });
}

/** Written with the order to create it: from now on its cluster, and no other, may tell of it. */
export function placedBy(instance: Instance): Write[] {
  const { id: instanceId, clusterId, spec } = instance;
  return [
    placing('instance', instanceId, { clusterId, identity: identityOf(instance) }),
    ...spec.disks.map(({ diskId }) => placing('disk', diskId, { clusterId, instanceId })),
  ];
}

export const placing = (kind: string, id: number, placed: Placed): Write => ({
  op: 'put',
  key: keys.placed(kind, id),
  value: placed as unknown as Json,
});

/** Its owner may have lost the right to the cluster while the link was cut: then it falls to who owns the cluster. */
function madeThere(instance: Instance, model: Model): Identity {
  const user = model.get('user', instance.ownerId);
  const cluster = model.get('cluster', instance.clusterId);
  const subject = user && { userId: user.id, groupIds: user.groupIds };
  const isHis =
    subject !== undefined &&
    cluster !== undefined &&
    may(subject, 'use', cluster) &&
    model.get('group', instance.groupId);
  if (isHis) return identityOf(instance);
  return {
    name: instance.name,
    ownerId: cluster?.ownerId ?? 0,
    groupId: cluster?.groupId ?? 0,
    permissions: privatePermissions,
  };
}
