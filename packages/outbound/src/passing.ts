/** What an answer or a failure of the network means: take it, try again, or give up. Pure. */
import { backoff, SkerryError } from '@skerry/kit';
import type { IncomingHttpHeaders } from 'node:http';
import { rateLimited, sourceError } from './errors.ts';

/** Something that may be over in a moment. Never leaves this package: in the end its `error` does. */
export class Passing extends Error {
  readonly error: SkerryError;
  /** Milliseconds that the server asked us to wait; nothing: as we like. */
  readonly waitMs: number | undefined;

  constructor(error: SkerryError, waitMs?: number) {
    super(error.message);
    this.error = error;
    this.waitMs = waitMs;
  }
}

export interface Patience {
  /** Tries of one thing without a byte of progress. Larger: a dead server is noticed late. */
  readonly tries: number;
  /** Milliseconds; what takes longer is told to the user instead. */
  readonly longestWaitMs: number;
  readonly firstMs: number;
}

export const usualPatience: Patience = { tries: 4, longestWaitMs: 20_000, firstMs: 500 };

/** Milliseconds until the next try, or the error that ends it. */
export function afterFailure(
  thrown: unknown,
  tries: number,
  { tries: most, longestWaitMs, firstMs }: Patience,
): { readonly waitMs: number } | { readonly error: unknown } {
  if (!(thrown instanceof Passing)) return { error: thrown };
  const waitMs = thrown.waitMs ?? backoff(tries, { firstMs, maxMs: longestWaitMs });
  return tries >= most || waitMs > longestWaitMs ? { error: thrown.error } : { waitMs };
}

const passingStatuses: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504]);

/** What is thrown for an answer that does not hold what was asked for. `what`: "https://host/path". */
export function errorOfStatus(
  what: string,
  status: number,
  headers: Readonly<IncomingHttpHeaders>,
  now: Date,
): Passing | SkerryError {
  const said = waitOf(headers['retry-after'], now);
  if (status === 429) {
    const waitMs = said ?? windowOf(headers) ?? 60_000;
    return new Passing(rateLimited(what, new Date(now.getTime() + waitMs)), waitMs);
  }
  if (passingStatuses.has(status)) {
    return new Passing(sourceError('source-unreachable', `${what} cannot answer just now (HTTP ${status}).`), said);
  }
  if (status === 401 || status === 403 || status === 407) {
    return sourceError('source-refused', `${what} is not given to us (HTTP ${status}).`, { context: { status } });
  }
  if (status === 404 || status === 410) return sourceError('source-not-found', `${what} is not there.`);
  return sourceError('source-not-understood', `${what} answers in a way that is not understood (HTTP ${status}).`);
}

/** `Retry-After`, in milliseconds: seconds, or a date. Nothing for nonsense; at most a week. */
export function waitOf(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 7 * 24 * 3_600_000);
}

/** Docker Hub says in which window it counts: `ratelimit-limit: 100;w=21600`. */
function windowOf(headers: Readonly<IncomingHttpHeaders>): number | undefined {
  const seconds = /;\s*w=(\d{1,7})\b/.exec(String(headers['ratelimit-limit'] ?? ''))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
