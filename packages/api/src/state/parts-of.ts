import type { Disk, Instance, Lease } from '@skerry/domain';
import type { Origins } from '../ports/origins.ts';

interface Leases {
  referring(kind: 'lease', to: 'network', networkId: number): Iterable<number>;
  get(kind: 'lease', id: number): Lease | undefined;
}

/** The disks and addresses that belong to an instance, as it is told. */
export function partsOf(
  told: Instance | undefined,
  model: Leases,
): { readonly kind: 'disk' | 'lease'; readonly id: number }[] {
  if (told === undefined) return [];
  const disks = told.spec.disks.map(({ diskId: id }) => ({ kind: 'disk', id }) as const);
  const leases = told.spec.nics
    .flatMap(({ networkId }) => [...model.referring('lease', 'network', networkId)])
    .filter((id) => model.get('lease', id)?.instanceId === told.id)
    .map((id) => ({ kind: 'lease', id }) as const);
  return [...disks, ...leases];
}

/** As it is shown: its owner is that of the instance it belongs to, as that was ordered. */
export function ownedPart<T extends Disk | Lease>(part: T, provenance: Pick<Origins, 'ownerOf'> | undefined): T {
  const owner = provenance?.ownerOf(part.instanceId);
  const same = owner === undefined || (owner.ownerId === part.ownerId && owner.groupId === part.groupId);
  return same ? part : { ...part, ...owner };
}
