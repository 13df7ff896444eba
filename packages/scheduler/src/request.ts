import type { AntiAffinityMode, InstanceKind, InstanceSpec, Labels, MachineAsked } from '@skerry/domain';
import type { Resources } from './host.ts';

/** What one instance needs of a host. */
export interface PlacementRequest extends Resources {
  readonly instanceId: number;
  readonly kind: InstanceKind;
  /** Of the image; absent: any. */
  readonly architecture?: string;
  /** What a host must be able to make; absent: the usual. */
  readonly machine?: MachineAsked;
  /** Only this host. */
  readonly hostId?: number;
  /** Only this cluster. */
  readonly clusterId?: number;
  /** Clusters of the networks that the instance joins: a network exists in one cluster only. */
  readonly networks?: readonly { readonly networkId: number; readonly clusterId: number }[];
  /** Clusters in which it would get no address. Absent: not looked at. */
  readonly fullClusters?: readonly number[];
  /** Labels that the host must carry, all of them, with these values. */
  readonly labels?: Labels;
  /** Expression; see requirements/README.md. Empty: any host. */
  readonly requirements: string;
  readonly rank: InstanceSpec['rank'];
  /** Not on a host with members of this group, or rather not; see `groupKey`. */
  readonly apart?: { readonly key: string; readonly group: string; readonly mode: AntiAffinityMode };
}
