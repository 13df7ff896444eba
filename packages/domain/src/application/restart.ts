/**
 * Whether and when an application that ended by itself is started again. Pure; asked on its host alone, which may be cut
 * off. What somebody asks for is not asked here: a start or a reboot is done at once.
 */
export const restartPolicies = ['always', 'on-failure', 'never'] as const;
export type RestartPolicy = (typeof restartPolicies)[number];

/** What is wanted of an end that nobody asked for. */
export interface RestartWish {
  readonly restart: RestartPolicy;
  /** Of `on-failure`: how often it is started again at most; absent: as often as it takes. */
  readonly mostRestarts?: number;
}

/** How it ended. Neither status nor signal: nobody saw it, as when its host lost power. */
export interface Exit {
  /** ISO 8601, by the clock of its host. */
  readonly at: string;
  readonly status?: number;
  /** It was ended by this signal. */
  readonly signal?: number;
}

/** An end that nobody had asked for, as its host knows it. */
export interface Ended {
  readonly exit: Exit | undefined;
  /** Milliseconds since it was seen. */
  readonly forMs: number;
  /** Starts of the policy before this end, since somebody asked for one or it lasted. */
  readonly restarts: number;
}

/** `over`: it stays as it is; else in how many milliseconds it is started. */
export type Rest = 'over' | number;

/**
 * Milliseconds before the first restart and at most. Shorter: what fails at once fills log, store and links. Longer: what
 * is mended meanwhile is waited for.
 */
const firstRestMs = 500;
const longestRestMs = 60_000;

/** Milliseconds. What ran so long is taken to work: the next restart comes soon again, and tries are counted anew. */
export const lastsMs = 10_000;

export const succeeded = (exit: Exit | undefined): boolean => exit?.status === 0;

export function restOf({ restart, mostRestarts }: RestartWish, { exit, forMs, restarts }: Ended): Rest {
  if (restart === 'never') return 'over';
  if (restart === 'on-failure' && (succeeded(exit) || restarts >= (mostRestarts ?? Infinity))) return 'over';
  return Math.max(0, Math.min(firstRestMs * 2 ** restarts, longestRestMs) - forMs);
}

/** In the middle of a sentence: `ended with status 1`. */
export function exitWords(exit: Exit | undefined): string {
  if (exit?.status !== undefined) return `ended with status ${exit.status}`;
  return exit?.signal === undefined ? 'ended, and nobody saw how' : `was ended by signal ${exit.signal}`;
}
