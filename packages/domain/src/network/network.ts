import type { ObjectMeta } from '../object/meta.ts';
import type { NetworkDriverName } from './network-drivers.ts';

export interface AddressRange {
  /** First and last address, inclusive, inside the network's CIDR. */
  readonly first: string;
  readonly last: string;
}

/** A network of one cluster; its driver builds it on each host. */
export interface Network extends ObjectMeta {
  readonly clusterId: number;
  readonly driver: NetworkDriverName;
  /** IPv4, e.g. 10.60.0.0/24. */
  readonly cidr: string;
  readonly gateway: string;
  readonly nameservers: readonly string[];
  readonly ranges: readonly AddressRange[];
  readonly nat: boolean;
}
