import type { Instance } from '@skerry/domain';
import type { Model } from './model.ts';

/** The disks and addresses that belong to an instance, as it is told. */
export function partsOf(
  told: Instance | undefined,
  { leasesByNetwork, tables }: Pick<Model, 'leasesByNetwork' | 'tables'>,
): { readonly kind: 'disk' | 'lease'; readonly id: number }[] {
  if (told === undefined) return [];
  const disks = told.spec.disks.map(({ diskId: id }) => ({ kind: 'disk', id }) as const);
  const leases = told.spec.nics
    .flatMap(({ networkId }) => [...leasesByNetwork.get('network', networkId)])
    .filter((id) => tables.lease.get(id)?.instanceId === told.id)
    .map((id) => ({ kind: 'lease', id }) as const);
  return [...disks, ...leases];
}
