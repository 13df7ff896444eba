/** What a controller's reconcilers did last, as they say it themselves and as it is told to people. Pure. */

/** Why a reconciler ran: it began, something it looks at changed, its time had come, or it had failed before. */
export const wakeReasons = ['start', 'change', 'time', 'retry'] as const;
export type WakeReason = (typeof wakeReasons)[number];

export const runOutcomes = ['nothing', 'changed', 'failed'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

export interface ReconcilerRun {
  /** ISO 8601: when it ended. */
  readonly at: string;
  readonly why: WakeReason;
  readonly milliseconds: number;
  readonly outcome: RunOutcome;
}

export interface ReconcilerStatus {
  readonly name: string;
  /** What it looks at: completes "wakes on". */
  readonly wakesOn: string;
  readonly everySeconds?: number;
  /** Runs since the controller began. */
  readonly runs: number;
  readonly last?: ReconcilerRun;
  /** Things that it failed with and has not managed since. */
  readonly failing: number;
  /** The last failure, while something fails. */
  readonly failure?: { readonly code: string; readonly message: string };
}

const whys: Readonly<Record<WakeReason, string>> = {
  start: 'the controller began',
  change: 'something changed',
  time: 'its time had come',
  retry: 'it had failed before',
};
const outcomes: Readonly<Record<RunOutcome, string>> = {
  nothing: 'nothing to do',
  changed: 'brought on',
  failed: 'failed',
};

export function reconcilerFact({ runs, last, failing }: ReconcilerStatus, now: Date): string {
  if (last === undefined) return 'not yet run';
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(last.at)) / 1000));
  const ran = `${seconds} s ago in ${last.milliseconds} ms, because ${whys[last.why]}: ${outcomes[last.outcome]}`;
  return `${ran}; ${runs} runs${failing === 0 ? '' : `, ${failing} failing`}`;
}

/** Undefined: nothing fails. */
export function reconcilerProblem({ name, failing, failure }: ReconcilerStatus): string | undefined {
  if (failing === 0) return undefined;
  const what = `The reconciler "${name}" fails with ${failing === 1 ? 'one thing' : `${failing} things`} and tries again`;
  return failure === undefined ? `${what}.` : `${what}: ${failure.message}`;
}
