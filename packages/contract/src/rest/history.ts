import { happeningKinds } from '@skerry/domain';
import { z } from 'zod';
import { commandStates } from './command.ts';
import { id, timestamp } from './object.ts';

/** What an entry tells of: what was asked, or what happened. Of a command there is one entry, whatever became of it. */
const whats = ['asked', ...happeningKinds.filter((what) => what !== 'command' && what !== 'refused')] as const;
export type HistoryWhat = (typeof whats)[number];

export const historyEntry = z
  .object({
    at: timestamp.describe('By the clock of who wrote it down.'),
    what: z.enum(whats as unknown as [HistoryWhat, ...HistoryWhat[]]),
    sentence: z.string(),
    by: z
      .object({ userId: id, name: z.string().optional().describe('Only for who knows the user.') })
      .optional()
      .describe('Who asked for it. Absent: nobody did.'),
    command: z
      .object({ id, asked: z.string(), state: z.enum(commandStates) })
      .optional()
      .describe('The command that was asked, or that this followed.'),
    hostId: id.optional(),
    seconds: z.number().optional().describe('How long it took; of an end, how long the guest had run.'),
    code: z.string().optional().describe('Of a failure or refusal. Stable: programs may test it.'),
    log: z.string().optional().describe('What the guest printed last before it ended by itself.'),
  })
  .meta({ id: 'HistoryEntry' });

export const instanceHistory = z
  .object({ entries: z.array(historyEntry).describe('Newest first; the oldest are forgotten.') })
  .meta({ id: 'InstanceHistory' });
