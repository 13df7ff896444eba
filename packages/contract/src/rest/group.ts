import { z } from 'zod';
import { meta, metaInput, name } from './object.ts';

export const group = z
  .object({ ...meta.shape, users: z.int().optional().describe('Only for its members and who may manage it.') })
  .meta({ id: 'Group' });
export const groupCreate = z.strictObject({ ...metaInput.shape, name }).meta({ id: 'GroupCreate' });
