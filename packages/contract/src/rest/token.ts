import { tokenPurposes, tokenScopes } from '@skerry/domain';
import { z } from 'zod';
import { id, meta, metaInput, name, timestamp } from './object.ts';

export const token = z
  .object({
    ...meta.shape,
    userId: id,
    expiresAt: timestamp,
    purpose: z.enum(tokenPurposes),
    scope: z.enum(tokenScopes).optional().describe('Of access tokens: how much of what you may do.'),
    madeBy: id.optional().describe('The token that asked for it; it ends with that.'),
    lastUsedAt: timestamp.optional().describe('To the minute. Absent: not yet, as far as is remembered.'),
  })
  .meta({ id: 'Token' });
export const tokenCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    lifetimeSeconds: z.int().min(60).max(31_536_000).default(2_592_000),
    scope: z
      .enum(tokenScopes)
      .default('all')
      .describe('read: only look; operate: also start, stop and open consoles; all: whatever needs no password.'),
  })
  .meta({ id: 'TokenCreate' });
export const tokenCreated = z
  .object({ token, secret: z.string().describe('Shown once.') })
  .meta({ id: 'TokenCreated' });
