import { z } from 'zod';
import { meta, metaInput, name } from './object.ts';

export const datastore = z
  .object({ ...meta.shape, type: z.literal('image'), path: z.string().optional().describe('Only for administrators.') })
  .meta({ id: 'Datastore' });
export const datastoreCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    path: z.string().min(1).max(4096).describe('Absolute directory on the front-end.'),
  })
  .meta({ id: 'DatastoreCreate' });
