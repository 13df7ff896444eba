import type { Disk, Order } from '@skerry/domain';
import { keys } from '../keys.ts';

/** The records that a new instance begins with. It has no host and no addresses yet: the placer gives them. */
export function createInstance(
  order: Extract<Order, { type: 'create-instance' }>,
): readonly { readonly key: string; readonly value: object }[] {
  const { instance } = order;
  const disks = instance.spec.disks.map(
    (disk, index): Disk => ({
      id: disk.diskId,
      name: `${instance.name}-${index}`.slice(-63),
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
  return [
    { key: keys.instance(instance.id), value: instance },
    ...disks.map((disk) => ({ key: keys.disk(disk.id), value: disk })),
  ];
}
