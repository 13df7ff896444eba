/** Time as a dependency. Order is never decided by `now()`: wall clocks jump. Durations use `monotonicMs()`. */
export interface Clock {
  /** Wall time, for people to read. */
  now(): Date;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that moves only when told to. */
export function fakeClock(start = new Date('2026-01-01T00:00:00Z')): FakeClock {
  let passed = 0;
  return {
    now: () => new Date(start.getTime() + passed),
    monotonicMs: () => passed,
    advance(ms) {
      passed += ms;
    },
  };
}
