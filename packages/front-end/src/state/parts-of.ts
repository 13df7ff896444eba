import type { Instance, Lease } from '@skerry/domain';

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
