import { type Disk, diskSizeProblem, type Order } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { type Put, put } from '@skerry/store';
import { diskName } from '../instances/part-of.ts';
import { keys } from '../keys.ts';

/**
 * The records that a new instance begins with. It has no host and no addresses yet: the placer gives them.
 * @throws SkerryError `disk-size`: the cluster judges for itself, whatever was let through above.
 */
export function createInstance(order: Extract<Order, { type: 'create-instance' }>): readonly Put[] {
  const { instance } = order;
  for (const { sizeMiB } of instance.spec.disks) {
    const problem = diskSizeProblem(sizeMiB);
    if (problem !== undefined) {
      throw new SkerryError({ code: 'disk-size', kind: 'refused', message: problem, hint: 'Ask for a smaller disk.' });
    }
  }
  const disks = instance.spec.disks.map(
    (disk, index): Disk => ({
      id: disk.diskId,
      name: diskName(instance.name, index),
      ownerId: instance.ownerId,
      groupId: instance.groupId,
      permissions: instance.permissions,
      labels: {},
      attributes: {},
      createdAt: instance.createdAt,
      changedAt: instance.createdAt,
      clusterId: instance.clusterId,
      instanceId: instance.id,
      imageId: disk.imageId,
      imageDigest: disk.imageDigest,
      sizeMiB: disk.sizeMiB,
    }),
  );
  return [put(keys.instance(instance.id), instance), ...disks.map((disk) => put(keys.disk(disk.id), disk))];
}
