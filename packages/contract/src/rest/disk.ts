import { z } from 'zod';
import { id, meta } from './object.ts';

export const disk = z
  .object({
    ...meta.shape,
    clusterId: id,
    hostId: id.optional(),
    instanceId: id,
    imageId: id,
    imageDigest: z.string(),
    sizeMiB: z.int(),
  })
  .meta({ id: 'Disk' });
