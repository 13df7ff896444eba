export interface BackoffOptions {
  /** Delay after the first failure, milliseconds. */
  readonly firstMs?: number;
  /** No delay is longer, milliseconds. Larger: a healed fault is noticed late. Smaller: a dead peer is hammered. */
  readonly maxMs?: number;
  /** A number in [0, 1); the result varies by ±20 % with it, so that many clients do not return in step. */
  readonly random?: () => number;
}

/** Exponential delay in milliseconds before try number `attempt` (1 = the first retry). */
export function backoff(attempt: number, options: BackoffOptions = {}): number {
  const { firstMs = 200, maxMs = 30_000, random = Math.random } = options;
  const plain = Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(attempt, 1) - 1, 30));
  return Math.round(plain * (0.8 + 0.4 * random()));
}
