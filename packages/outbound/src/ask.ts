/** What is asked of a server outside, and what it answers: the words that reading and downloading share. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface AskOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** Asked before each connection, so that what is in it may be renewed. `authorization` goes to no other origin. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Called once for each try when the server wants to know who asks (401); answers whether the headers are others now.
   * `challenge` is its header.
   */
  readonly unauthorized?: (challenge: string) => Promise<boolean>;
  /** Statuses, apart from 200, whose answer is wanted as it is. */
  readonly answers?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface ReadOptions extends AskOptions {
  /** Of the answer. Default: 4 MiB, which no manifest is allowed to have. */
  readonly mostBytes?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly body: Buffer;
  /** Where it came from in the end. */
  readonly url: URL;
}

export interface OpenAnswer {
  readonly message: IncomingMessage;
  readonly url: URL;
}

/** Who asks, once, and knows how long to wait before it is asked again. */
export interface Opener {
  readonly idleMs: number;
  /** One try, with its redirects; whoever opens closes. */
  open(url: URL, options: AskOptions, more?: Readonly<Record<string, string>>): Promise<OpenAnswer>;
  /** Waits before the next try, or throws what ends it. */
  pause(error: unknown, tries: number, signal?: AbortSignal): Promise<void>;
}
