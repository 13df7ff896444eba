import { failingSteps, happeningKinds, type InstanceHistory, mostHappenings } from '@skerry/domain';
import { z } from 'zod';
import { number, sentence, timestamp, word } from './fields.ts';
import { record } from './record.ts';

/** What was written down is cut to less than is taken here: a level of another version may count otherwise. */
const happening = z.object({
  number,
  at: timestamp,
  what: z.enum(happeningKinds),
  hostId: z.exactOptional(number),
  seconds: z.exactOptional(z.number().min(0).max(1e10)),
  generation: z.exactOptional(number),
  commandId: z.exactOptional(number),
  userId: z.exactOptional(number),
  asked: z.exactOptional(word(64)),
  step: z.exactOptional(z.enum(failingSteps)),
  code: z.exactOptional(word(100)),
  message: z.exactOptional(sentence(500)),
  toReboot: z.exactOptional(z.literal(true)),
  forced: z.exactOptional(z.literal(true)),
  log: z.exactOptional(sentence(2000)),
});

export const historyRecord = record<InstanceHistory>()(
  z.object({ instanceId: number, happenings: z.array(happening).max(2 * mostHappenings.cluster) }),
);
