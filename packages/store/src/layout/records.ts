/** Records that more than one of the three stores holds and that are no nouns of the domain, and how their keys count. */
import type { Command, CommandResult } from '@skerry/domain';

/** Wide enough that the byte order of keys is the order of numbers. */
export const padded = (n: number): string => String(n).padStart(12, '0');

/** How far a feed was applied. */
export interface FeedCursor {
  readonly origin: string;
  readonly revision: number;
  /** What the records were read with; another one than now: they are told anew. */
  readonly edition?: string;
}

export interface AnsweredCommand {
  readonly command: Command;
  readonly result: CommandResult;
}
