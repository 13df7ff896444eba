/** The other end of `early.ts`: each of its answers is taken once, and not when it is old. */
interface Early {
  /** Milliseconds since the page began. */
  readonly at: number;
  readonly answers: Map<string, Promise<Response>>;
}

/** Milliseconds after which an answer is asked for anew: the page shows what is, not what was. */
const freshMs = 10_000;

/** They were given to who is somebody else by now, or to a stranger. */
export function forgetEarly(): void {
  (globalThis as { skerryEarly?: Early | undefined }).skerryEarly = undefined;
}

export function takeEarly(url: string, now = performance.now()): Promise<Response> | undefined {
  const page = globalThis as { skerryEarly?: Early | undefined };
  const early = page.skerryEarly;
  // Too late for it from now on: two would ask the same.
  page.skerryEarly = early;
  const answer = early?.answers.get(url);
  early?.answers.delete(url);
  return early !== undefined && now - early.at < freshMs ? answer : undefined;
}
