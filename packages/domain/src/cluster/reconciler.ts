/** What reconcilers did last, as it is told to people. Pure. */
import type { ReconcilerStatus, RunOutcome, WakeReason } from '@skerry/kit/reconciler-status';

const whys: Readonly<Record<WakeReason, string>> = {
  start: 'its process began',
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
