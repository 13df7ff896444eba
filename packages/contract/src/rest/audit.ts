import { requestOutcomes } from '@skerry/domain';
import { z } from 'zod';
import { id, timestamp, wholeNumber } from './object.ts';

export const auditRecord = z
  .object({
    sequence: z.int(),
    at: timestamp,
    userId: id.nullable(),
    userName: z.string().nullable(),
    address: z.string().describe('Where the request came from.'),
    action: z.string().describe('Route id, such as instance.stop.'),
    object: z.object({ kind: z.string(), id: id.optional(), name: z.string().optional() }).nullable(),
    detail: z
      .string()
      .optional()
      .describe(
        'What exactly was asked, where the action alone does not tell: a type of console, what strangers tried.',
      ),
    count: z.int().optional().describe('How many refusals of strangers this record stands for.'),
    administrative: z
      .literal(true)
      .optional()
      .describe('By an administrator, on people or parts of the cloud: kept by age, not by number.'),
    outcome: z
      .enum(requestOutcomes)
      .describe('What became of it; `accepted` while a cluster has not answered its commands.'),
    status: z.int(),
    code: z.string().optional(),
    message: z.string().optional().describe('Why the cluster refused it, in a sentence.'),
    commands: z.array(id).optional().describe('Commands that it became.'),
    requestId: z.string(),
    clusterId: id.optional().describe('Done at the console of this cluster itself, and told from there.'),
  })
  .meta({ id: 'AuditRecord' });
export const auditQuery = z.strictObject({
  limit: wholeNumber(1, 1000).default(100),
  after: z.string().max(512).optional(),
  userId: wholeNumber(0).optional(),
  action: z.string().max(64).optional(),
});
