import type { Clock } from './clock.ts';

/**
 * Tells what has held for a time without a break, each time it was looked; on the monotonic clock. Nothing of it is
 * kept: in the next life the time begins anew, so what is done after it may come late, and never early.
 */
export class Lasting<Key> {
  private readonly clock: Clock;
  private readonly ms: number;
  private readonly since = new Map<Key, number>();

  constructor(clock: Clock, ms: number) {
    this.clock = clock;
    this.ms = ms;
  }

  /** `now` is all that holds at this look. Answers which of it has held at every look for so long. */
  held(now: Iterable<Key>): Key[] {
    const at = this.clock.monotonicMs();
    const holding = new Set(now);
    for (const key of this.since.keys()) if (!holding.has(key)) this.since.delete(key);
    for (const key of holding) if (!this.since.has(key)) this.since.set(key, at);
    return [...holding].filter((key) => at - (this.since.get(key) ?? at) >= this.ms);
  }
}
