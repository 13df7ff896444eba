import { z } from 'zod';

/** Why something that was told over a link is not taken over. The list is closed: a new reason is a new word here. */
export const refusalCodes = [
  /** No record of the feed lies under such a key, or nobody asks for such a method. */
  'key-unknown',
  /** It has not the shape that was agreed on, or a number or text in it is out of bounds. */
  'record-malformed',
  /** One record is larger than any honest one. */
  'record-too-large',
  /** All that the sender has told together is more than its share. */
  'share-used-up',
  /** It is not the sender's to tell. */
  'not-its-own',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** For people: what was wrong, as a sentence. */
  readonly message: string;
}

/** What was refused of one sender: shown at it. */
export const refusals = z.object({
  count: z.int().min(0).describe('How often something it told was not taken over.'),
  code: z.enum(refusalCodes).describe('Of the last.'),
  message: z.string().max(500).describe('What was wrong with the last, as a sentence.'),
  at: z.iso.datetime().describe('When the last came.'),
});
export type Refusals = z.infer<typeof refusals>;
