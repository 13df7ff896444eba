import type { Duplex } from 'node:stream';
import type { Failure, Json } from '@skerry/kit';

export interface CallContext {
  readonly session: Session;
  readonly method: string;
  /** The protocol version both sides agreed on. */
  readonly version: number;
}

export interface RequestContext extends CallContext {
  /** Aborts at the asker's deadline, when the asker restarts, and when the session is closed. Not at a cut. */
  readonly signal: AbortSignal;
}

export type RequestHandler = (body: Json, context: RequestContext) => Json | undefined | void | Promise<Json | void>;
export type MessageHandler = (body: Json, context: CallContext) => void | Promise<void>;
export type StreamHandler = (stream: LinkDuplex, body: Json, context: CallContext) => void | Promise<void>;

/** Operations of one side, by method. A handler that throws a `SkerryError` answers its failure. */
export interface Handlers {
  /** Started in the order of arrival; run at the same time. */
  readonly requests?: Readonly<Record<string, RequestHandler>>;
  /** Run one after the other, in order; a slow one holds back the acknowledgement, and so in the end the sender. */
  readonly notifications?: Readonly<Record<string, MessageHandler>>;
  /** While one runs that is asynchronous, only the newest of its method waits. */
  readonly samples?: Readonly<Record<string, MessageHandler>>;
  /** A handler that fails aborts its stream. */
  readonly streams?: Readonly<Record<string, StreamHandler>>;
}

/** A binary stream. It lives as long as the connection it was opened on and then fails with `link-cut`. */
export interface LinkDuplex extends Duplex {
  readonly method: string;
  /** Ends both directions; the other side's stream fails with this failure. */
  abort(failure: Failure): void;
}

export interface RequestOptions {
  /** Milliseconds from now; 30,000 unless told, a day at most. Counts on while the link is cut. */
  readonly deadlineMs?: number;
  /** `wait` (the default) keeps the request until the link heals; `fail` rejects with `link-cut` when it is cut now. */
  readonly whenCut?: 'wait' | 'fail';
}

export interface SessionEvents {
  /** Messages flow. Comes after `restarted` when both are due. */
  readonly connected: { readonly version: number; readonly resumed: boolean };
  /** The connection ended. `reason` is for people. */
  readonly cut: { readonly reason: string };
  /** The peer is another process than before: what was queued for it is void, and its owner must resync. */
  readonly restarted: { readonly peer: string };
  /** The peer refuses us (version, certificate, not accepted). Dialling goes on, slowly. */
  readonly refused: { readonly failure: Failure };
  readonly closed: Record<string, never>;
}

/**
 * The one object through which two processes talk; it survives connections. Both sides have the same one. It owns the
 * order of messages and nothing of their meaning.
 */
export interface Session {
  /** This life of this side. */
  readonly id: string;
  readonly state: 'connected' | 'cut';
  /** When `state` last changed, in milliseconds of the monotonic clock. */
  readonly since: number;
  /** When the peer was last heard, in milliseconds of the monotonic clock; null before the first time. */
  readonly lastHeard: number | null;
  /** Agreed on with the peer; undefined before the first connection. */
  readonly version: number | undefined;
  readonly closed: boolean;
  /** What waits for delivery. */
  readonly queued: { readonly messages: number; readonly bytes: number };

  /**
   * Asks and waits. Survives cuts; is executed at most once. Rejects with a `SkerryError`: `link-deadline`,
   * `link-overloaded`, `link-restarted`, `link-closed`, `link-cut` (only with `whenCut: 'fail'`), `link-too-large`, or
   * what the peer answered.
   */
  request(method: string, body: Json, options?: RequestOptions): Promise<Json>;
  /** Tells, in order, exactly once while both processes live. Throws `link-overloaded`, `link-closed`, `link-too-large`. */
  notify(method: string, body: Json): void;
  /**
   * Tells if there is room now; while there is none, the newest of a method and source waits. For measurements. Returns
   * whether it was taken. `source` is not sent: it keeps those who share a link from taking each other's place.
   */
  sample(method: string, body: Json, source?: string): boolean;
  /** Opens a stream on the present connection. It fails with `link-cut` when there is none. */
  openStream(method: string, body: Json): LinkDuplex;
  /** Adds handlers; one given again takes the place of the former. */
  handle(handlers: Handlers): void;

  /** Calls the listener at each event until the returned function is called. */
  on<E extends keyof SessionEvents>(event: E, listener: (detail: SessionEvents[E]) => void): () => void;
  /** Resolves when the state is, or becomes, the wanted one. Rejects with `link-deadline` or `link-closed`. */
  waitFor(state: 'connected' | 'cut', options: { readonly deadlineMs: number }): Promise<void>;
  /** Ends the session for good. Outstanding requests reject with `link-closed`. */
  close(): Promise<void>;
}
