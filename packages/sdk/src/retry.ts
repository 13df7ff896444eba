import { ApiError } from './api-error.ts';
import { ConnectionError } from './connection-error.ts';
import { delay } from './delay.ts';

/** More than this and a user waits for a server that is simply not there. Less, and a restart is seen as a failure. */
export const defaultRetries = 3;
const firstDelayMs = 150;
const longestDelayMs = 5_000;

/** Connection loss, "busy" and "not ready" pass by themselves; every request we send may be sent twice. */
export function worthRetrying(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.code === 'unreachable';
  return error instanceof ApiError && (error.status === 503 || error.status === 429);
}

/** Milliseconds before try number `attempt` (1: the first retry); the server's own wish comes first. */
export function retryDelay(attempt: number, error: unknown, random: () => number = Math.random): number {
  const wish = error instanceof ApiError ? error.retryAfterSeconds : undefined;
  if (wish !== undefined) return Math.min(wish * 1000, longestDelayMs);
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 10)) * (0.8 + 0.4 * random());
}

/** Runs `once` until it succeeds, fails for good, or has failed `retries` times more. Rejects when `signal` aborts. */
export async function retrying<T>(once: () => Promise<T>, retries: number, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      if (attempt > retries || !worthRetrying(error)) throw error;
      await delay(retryDelay(attempt, error), signal);
    }
  }
}
