import { backoff, type Log, Wakeful } from '@skerry/kit';

/** Soon enough that nobody waits for a network whose driver stumbled once; later, what cannot work costs little. */
const again = { firstMs: 1000, maxMs: 30_000 } as const;

/**
 * Keeps the host itself as it is wanted and reported: a run that failed or left something undone is repeated after a
 * back-off, until nothing is left. `work` answers whether all is done.
 */
export function hostLoop(work: () => Promise<boolean>, log: Log): Wakeful<boolean> {
  let attempts = 0;
  const loop: Wakeful<boolean> = new Wakeful(
    () =>
      work().catch((error: unknown) => {
        if (!loop.closed) log.error({ error: String(error) }, 'the host could not be reconciled; tried again soon');
        return false;
      }),
    (isDone) => {
      attempts = isDone ? 0 : attempts + 1;
      return isDone ? undefined : backoff(attempts, again);
    },
  );
  return loop;
}
