/** What `perform` is asked and what it answers: no door shows through, so that every door can use it. */
import type { Caller } from './call.ts';

/** Of the program that asks; not to be believed. A door that knows nothing of it gives none. */
export interface Client {
  /** How it calls itself. */
  readonly name: string;
  readonly wantsCookie: boolean;
  readonly cookie: (name: string) => string | undefined;
  /** It came to a proxy that we believe over TLS. */
  readonly overTls: boolean;
}

export interface Request {
  /** Proved by a log-in method; undefined: nobody is known. */
  readonly caller: Caller | undefined;
  /** As they were given: `perform` holds them against the shapes of the route. */
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly ifMatch?: string | undefined;
  /** Of a stream of events: the last one that the reader has. */
  readonly lastEventId?: string | undefined;
  /** From where, for the audit and for what is counted by address. */
  readonly address: string;
  /** The same in the answer, the log and the audit. */
  readonly requestId: string;
  readonly client?: Client | undefined;
}

export interface Answered {
  readonly outcome: 'answered';
  readonly status: number;
  readonly body: unknown;
  /** The body as JSON, of a read that has it at hand; `body` is undefined then. */
  readonly text?: string | undefined;
  readonly etag?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** It was done before, under the same key, and this is what was answered then. */
  readonly replayed: boolean;
}

export interface Refused {
  readonly outcome: 'refused';
  /** What was thrown: doors say it in their own way. */
  readonly error: unknown;
}

export type Outcome = Answered | Refused;

/** The body as a value. Doors that write text take `text` where it is. */
export const bodyOf = ({ body, text }: Answered): unknown => (text === undefined ? body : JSON.parse(text));
