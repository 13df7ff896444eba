import { z } from 'zod';
import { id, timestamp } from './object.ts';
import { user } from './user.ts';

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
