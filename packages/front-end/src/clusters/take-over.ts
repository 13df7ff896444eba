import type { FeedChange } from '@skerry/contract';
import { type Instance, may, privatePermissions } from '@skerry/domain';
import { valueUnder, type Write } from '@skerry/store';
import { toldBelow } from '@skerry/store/layout/cluster-state';
import type { Model } from '@skerry/api/state/model';
import { type Identity, identityOf, type Placed, type Provenance } from './provenance.ts';
import { placing, type Placings } from './placings.ts';

/**
 * What is written down beside a record that a cluster tells: whose an instance is that was made at the site, when it is
 * told of first, and what it is called there now. Goes into the transaction that takes the record over.
 */
export function provenanceWrites(
  clusterId: number,
  change: FeedChange,
  model: Model,
  provenance: Provenance,
  placings: Placings,
): Write[] {
  const [kind = '', tail = ''] = change.key.split('/');
  const id = Number(tail);
  const told = valueUnder(toldBelow('instance'), change);
  if (told !== undefined) {
    const placed = placings.of(id);
    const next =
      placed === undefined ? { clusterId, identity: madeThere(told, model) } : renamedThere(told, placed, model);
    if (next !== undefined) placings.set(id, next);
    return [];
  }
  if (kind !== 'disk' && kind !== 'lease') return [];
  const part = valueUnder(toldBelow(kind), change);
  if (part === undefined || provenance.placed(kind, id) !== undefined || provenance.wasLeased(clusterId, kind, id))
    return [];
  // Of a block from before blocks were written down.
  return [placing(kind, id, { clusterId, instanceId: part.instanceId })];
}

/** Written with the order to create it: from now on its cluster, and no other, may tell of it. */
export function placedBy(instance: Instance): Write[] {
  const { id: instanceId, clusterId, spec } = instance;
  return [
    placing('instance', instanceId, { clusterId, identity: identityOf(instance) }),
    ...spec.disks.map(({ diskId }) => placing('disk', diskId, { clusterId, instanceId })),
  ];
}

/** A site may rename what runs there; not to the name of another instance of the same owner, who would take it for that. */
function renamedThere({ id, name }: Instance, placed: Placed, model: Model): Placed | undefined {
  const { identity } = placed;
  if (identity === undefined || identity.name === name) return undefined;
  const taken = model.named('instance', name).some((other) => other.id !== id && other.ownerId === identity.ownerId);
  return taken ? undefined : { ...placed, identity: { ...identity, name } };
}

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
