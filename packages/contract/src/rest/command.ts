import { z } from 'zod';
import { id, timestamp, wholeNumber } from './object.ts';

export const commandStates = ['waiting', 'applied', 'refused'] as const;
export const command = z
  .object({
    id,
    clusterId: id,
    userId: id,
    userName: z.string().optional().describe('Only for who knows the user.'),
    issuedAt: timestamp,
    type: z.string().describe('What it asks: create, stop, and so on.'),
    instanceId: id.optional(),
    instanceName: z.string().optional().describe('Absent: the instance is gone, or not for you to see.'),
    hostId: id.optional(),
    state: z.enum(commandStates),
    cancelled: z.literal(true).optional().describe('It was taken back; what its cluster answers holds.'),
    failure: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  })
  .meta({ id: 'Command' });

export const commandListQuery = z.strictObject({
  limit: wholeNumber(1, 200).default(50),
  after: wholeNumber(0).optional().describe('`next` of the page before.'),
  state: z.enum(['waiting', 'answered']).optional(),
  clusterId: wholeNumber(0).optional(),
  instanceId: wholeNumber(0).optional(),
});
