import { tokenScopes } from '@skerry/domain';
import { z } from 'zod';
import { id, meta, metaInput, metaPatch, name, timestamp } from './object.ts';
import { sshKey } from './instance.ts';

const sshKeys = z.array(sshKey).max(16);
export const user = z
  .object({
    ...meta.shape,
    groupIds: z.array(id),
    enabled: z.boolean(),
    administrator: z.boolean(),
    sshKeys: z
      .array(z.string())
      .optional()
      .describe('Kept to be given to new instances. Only for the user and who manages it.'),
  })
  .meta({ id: 'User' });
const password = z.string().min(8).max(1024).describe('At least 8 characters.');
export const userCreate = z
  .strictObject({ ...metaInput.shape, name, password, groupIds: z.array(id).min(1).default([1]) })
  .meta({ id: 'UserCreate' });
export const userPatch = z
  .strictObject({
    ...metaPatch.shape,
    password: password.optional(),
    currentPassword: z.string().max(1024).optional().describe('The password of now; needed to change your own.'),
    groupIds: z.array(id).min(1).optional(),
    enabled: z.boolean().optional(),
    sshKeys: sshKeys.optional().describe('Public keys, kept to be given to new instances.'),
  })
  .meta({ id: 'UserPatch' });
export const userPatchQuery = z.strictObject({
  tokens: z
    .enum(['keep', 'end'])
    .default('keep')
    .describe('With a new password: what becomes of the access tokens of the user. Log-ins end in any case.'),
});
/** After a change of the password: also the access tokens that still stand. */
export const userPatched = z
  .object({
    ...user.shape,
    tokensKept: z
      .array(z.object({ id, name, scope: z.enum(tokenScopes), expiresAt: timestamp }))
      .optional()
      .describe('Only with a new password: access tokens that were not ended by it.'),
  })
  .meta({ id: 'UserPatched' });
