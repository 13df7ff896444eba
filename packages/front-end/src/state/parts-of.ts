import type { Instance, Lease } from '@skerry/domain';
import type { MultiIndex } from './multi-index.ts';

/** The disks and addresses that belong to an instance, as it is told. */
export function partsOf(
  told: Instance | undefined,
  leasesByNetwork: MultiIndex<'network', number>,
  leaseOf: (id: number) => Lease | undefined,
): { readonly kind: 'disk' | 'lease'; readonly id: number }[] {
  if (told === undefined) return [];
  const disks = told.spec.disks.map(({ diskId: id }) => ({ kind: 'disk', id }) as const);
  const leases = told.spec.nics
    .flatMap(({ networkId }) => [...leasesByNetwork.get('network', networkId)])
    .filter((id) => leaseOf(id)?.instanceId === told.id)
    .map((id) => ({ kind: 'lease', id }) as const);
  return [...disks, ...leases];
}
