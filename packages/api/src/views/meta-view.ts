import type { meta } from '@skerry/contract';
import { formatPermissions, type ObjectMeta } from '@skerry/domain';
import type { z } from 'zod';

export type MetaView = z.input<typeof meta>;

export const metaView = (object: ObjectMeta): MetaView => ({
  id: object.id,
  name: object.name,
  ownerId: object.ownerId,
  groupId: object.groupId,
  permissions: formatPermissions(object.permissions),
  ...(object.description === undefined || object.description === '' ? {} : { description: object.description }),
  labels: { ...object.labels },
  // What came in as JSON goes out as JSON.
  attributes: { ...object.attributes } as MetaView['attributes'],
  createdAt: object.createdAt,
  changedAt: object.changedAt,
});
