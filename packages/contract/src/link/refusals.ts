import { refusalCodes } from '@skerry/domain';
import { z } from 'zod';

export type { Refusal, RefusalCode, Refusals } from '@skerry/domain';

/** What was refused of one sender: shown at it. */
export const refusals = z
  .object({
    count: z.int().min(0).describe('How often something that it told was not taken over, since its parent started.'),
    code: z.enum(refusalCodes).describe('Of the last.'),
    message: z.string().describe('What was wrong with the last, as a sentence.'),
    at: z.iso.datetime().describe('When the last came.'),
  })
  .meta({ id: 'Refusals' });
