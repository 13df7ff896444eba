import { z } from 'zod';
import { id, timestamp } from './object.ts';
import { siteStatus } from './site-status.ts';

export const severities = ['problem', 'warning'] as const;
export const status = z
  .object({
    version: z.string(),
    revision: z.int(),
    startedAt: timestamp,
    clusters: z.object({ total: z.int(), online: z.int() }),
    hosts: z.object({ total: z.int(), online: z.int() }),
    instances: z.record(z.string(), z.int()).describe('Count by state.'),
    attention: z
      .array(
        z.object({
          kind: z.string(),
          id,
          name: z.string(),
          sentence: z.string(),
          severity: z
            .enum(severities)
            .describe('problem: something does not work; warning: it works, and may not for long.'),
          since: timestamp.optional().describe('Absent: not known.'),
        }),
      )
      .describe('What a person should look at, and why: problems first, then the newest.'),
    site: siteStatus.optional().describe('Only at the console of a cluster itself.'),
  })
  .meta({ id: 'Status' });
