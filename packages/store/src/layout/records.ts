/** Records that more than one of the three stores holds and that are no nouns of the domain, and how their keys count. */
import type { Command, CommandResult, ConsoleType, Ordered } from '@skerry/domain';
import type { Prefix } from '../key.ts';
import type { Json } from '../port.ts';

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

/** Who did what, and what became of it. Its words are explained in the contract of the API. */
export interface AuditRecord extends Omit<Ordered, 'commands'> {
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  /** Null: of a stranger. */
  readonly userId: number | null;
  readonly userName: string | null;
  readonly address: string;
  readonly action: string;
  readonly object: {
    readonly kind: string;
    readonly id?: number | undefined;
    readonly name?: string | undefined;
  } | null;
  readonly detail?: string | undefined;
  readonly count?: number | undefined;
  readonly administrative?: true | undefined;
  readonly status: number;
  readonly commands?: number[] | undefined;
  readonly requestId: string;
  /** Done at the console of this cluster itself. */
  readonly clusterId?: number | undefined;
}

/** An answer that is kept for who repeats the request. */
export interface KeptReply {
  readonly requestHash: string;
  readonly expiresAt: string;
  /** AES-256-GCM under a key made of the Idempotency-Key, which is not stored: answers may hold secrets. */
  readonly sealed: string;
}

/** What a console ticket is good for, and whose it is. */
export interface ConsoleGrant {
  readonly userId: number;
  /** The log-in that asked for it: when that ends, so does the console. */
  readonly tokenId: number;
  readonly instanceId: number;
  readonly type: ConsoleType;
  /** Instead of a shell. */
  readonly command?: readonly string[];
  readonly terminal?: boolean;
}

export interface KeptTicket {
  readonly grant: ConsoleGrant;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What was set aside at a start, because nobody could read it. */
export interface UnreadableRecord {
  /** ISO 8601. */
  readonly at: string;
  /** Never what stood there: it goes into logs, too. */
  readonly why: string;
  /** As it lay there but for what must be sealed and was no text; or the beginning of its text. */
  readonly value: Json;
}

/** Where it lies then: `/unreadable` and its key. */
export const unreadable = '/unreadable/' as Prefix<UnreadableRecord>;
