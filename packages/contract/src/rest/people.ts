import { tokenScopes } from '@skerry/domain';
import { z } from 'zod';
import { sshKey } from './instance.ts';
import { id, meta, metaInput, metaPatch, name, timestamp } from './object.ts';

/** Users, groups and their ways in. */

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
export const group = z
  .object({ ...meta.shape, users: z.int().optional().describe('Only for its members and who may manage it.') })
  .meta({ id: 'Group' });
export const groupCreate = z.strictObject({ ...metaInput.shape, name }).meta({ id: 'GroupCreate' });

export const token = z
  .object({
    ...meta.shape,
    userId: id,
    expiresAt: timestamp,
    purpose: z.enum(['log-in', 'access', 'join-cluster', 'join-host']),
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

export const logIn = z.strictObject({ name: z.string().max(63), password: z.string().max(1024) }).meta({ id: 'LogIn' });
export const session = z.object({ secret: z.string(), expiresAt: timestamp, user }).meta({ id: 'Session' });

/** A log-in of the caller that has not expired. */
export const sessionEntry = z
  .object({
    id,
    createdAt: timestamp,
    expiresAt: timestamp,
    lastUsedAt: timestamp.optional().describe('To the minute.'),
    address: z.string().optional().describe('Where it came from.'),
    client: z.string().optional().describe('The program, as it called itself.'),
    current: z.boolean().describe('The one that asks.'),
  })
  .meta({ id: 'SessionEntry' });
