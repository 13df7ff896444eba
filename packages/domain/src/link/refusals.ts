/** Why something that was told over a link is not taken over. The list is closed: a new reason is a new word here. */
export const refusalCodes = [
  /** No record of the feed lies under such a key. */
  'key-unknown',
  /** It has not the shape that was agreed on, or a number or text in it is out of bounds. */
  'record-malformed',
  /** A request, sample or stream, or the answer to one, has not the shape that was agreed on. */
  'message-malformed',
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

/** What was refused of one sender since its parent began. */
export interface Refusals extends Refusal {
  /** How often; code and sentence are the last one's. */
  readonly count: number;
  /** ISO 8601: when the last came. */
  readonly at: string;
}
