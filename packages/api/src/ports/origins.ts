import type { Instance, ObjectMeta } from '@skerry/domain';
import type { Change } from '@skerry/store';

/** Which cluster is believed about which number, and whose an instance is whatever its cluster says. */
export interface Origins {
  /** Call with every change, before anything that is asked of it afterwards. */
  follow(change: Change): void;
  /** Whether it was ordered there, or the number is the cluster's own. What is no kind of the cloud's, any may tell. */
  mayTell(clusterId: number, kind: string, id: number): boolean;
  /** What the cluster says of its instance, under the name and the owner of the order. */
  identified(told: Instance): Instance;
  /** Whose a part of an instance is, and who may use it: as of the instance. */
  ownerOf(instanceId: number): Pick<ObjectMeta, 'ownerId' | 'groupId' | 'permissions'> | undefined;
}
