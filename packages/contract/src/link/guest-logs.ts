import { z } from 'zod';
import type { RequestMethod } from './method.ts';
import { number, word } from './records/fields.ts';

/** Of one answer; more follows with the next. */
export const mostLogBytes = 262_144;
/** Half of what each link waits for an answer: who asks for more asks again. */
export const mostLogWaitSeconds = 5;

/**
 * Front-end to cluster, cluster to host: what a guest prints, from a place that an earlier answer named, or the end of it.
 * Where there is nothing, the host waits for something as long as is asked.
 */
export const guestLogs = {
  method: 'guest.logs',
  kind: 'request',
  direction: 'down',
  hops: ['cluster', 'host'],
  about: 'instance',
  body: z.object({
    instanceId: number,
    after: word(128).optional(),
    bytes: z.int().min(1).max(mostLogBytes),
    waitSeconds: z.int().min(0).max(mostLogWaitSeconds),
  }),
  reply: z.object({ text: z.string().max(mostLogBytes), next: word(128) }),
} as const satisfies RequestMethod;
