import { z } from 'zod';
import { id, json } from './object.ts';

/** Of `GET /v1/events`, a stream of `text/event-stream`. */
export const eventsQuery = z.strictObject({
  kinds: z.string().max(256).optional().describe('Only these kinds, with commas: `instance,host`.'),
});
/** The data of an event `put` (with `object`) or `delete`. The id of the event is the revision. */
export const eventData = z
  .object({
    kind: z.string(),
    id,
    object: z.record(z.string(), json).optional().describe('As the kind is read; absent when it is gone.'),
    revision: z.int(),
  })
  .meta({ id: 'Event' });
