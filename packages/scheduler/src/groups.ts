import type { Instance } from '@skerry/domain';
import type { PlacementRequest } from './request.ts';

/** Groups are the owner's own: two users may use the same word without knowing of each other. */
export const groupKey = (ownerId: number, group: string): string => `${ownerId}/${group}`;

/** The part of a request that says whom it stays away from. */
export function apartFrom(
  ownerId: number,
  spec: Pick<Instance['spec'], 'antiAffinityGroup' | 'antiAffinityMode'>,
): Pick<PlacementRequest, 'apart'> {
  const { antiAffinityGroup: group, antiAffinityMode: mode = 'required' } = spec;
  return group === undefined ? {} : { apart: { key: groupKey(ownerId, group), group, mode } };
}
