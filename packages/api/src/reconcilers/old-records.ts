import { type Clock, type Log, Reconciler } from '@skerry/kit';

/** Milliseconds between looks for expired records. */
const sweepEveryMs = 600_000;

const all = ['all'] as const;

/** Removes what is kept for a time only; also at a site. */
export const oldRecords = (sweep: () => Promise<void>, parts: { readonly clock: Clock; readonly log: Log }) =>
  new Reconciler<'all'>(
    {
      name: 'old records',
      wakesOn: 'nothing but the time',
      everyMs: sweepEveryMs,
      every: () => all,
      async work() {
        await sweep();
        return false;
      },
    },
    parts,
  );
