import type { ObjectMeta } from '../object/meta.ts';

/** One address of one network, held by one instance until that is gone from its host. */
export interface Lease extends ObjectMeta {
  readonly clusterId: number;
  readonly networkId: number;
  readonly address: string;
  readonly mac: string;
  readonly instanceId: number;
}
