/**
 * Disks and addresses are their instance's: they carry its owner, group and permissions, and disks its name. Whoever
 * changes these writes the parts in the same transaction; the reconciler mends what an older build left behind. Pure.
 */
import type { Disk, Instance, Lease } from '@skerry/domain';
import { isDeepStrictEqual } from 'node:util';

/** A disk is called after its instance and its place there. */
export const diskName = (instanceName: string, index: number): string => `${instanceName}-${index}`.slice(-63);

/** The part as it should be; the same object where it is so. */
export function partOf<P extends Disk | Lease>(instance: Instance, part: P): P {
  const { ownerId, groupId, permissions, changedAt } = instance;
  const index = instance.spec.disks.findIndex(({ diskId }) => 'imageDigest' in part && diskId === part.id);
  const name = index === -1 ? part.name : diskName(instance.name, index);
  const as = { ownerId, groupId, permissions, name };
  return Object.entries(as).every(([field, value]) => isDeepStrictEqual(part[field as keyof typeof as], value))
    ? part
    : { ...part, ...as, changedAt };
}
