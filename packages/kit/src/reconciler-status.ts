/** What a reconciler says of itself: shapes and words, apart from what runs, for who only shows them. */

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
  /** Runs since its process began. */
  readonly runs: number;
  readonly last?: ReconcilerRun;
  /** Things that it failed with and has not managed since. */
  readonly failing: number;
  /** The last failure, while something fails. */
  readonly failure?: { readonly code: string; readonly message: string };
}
