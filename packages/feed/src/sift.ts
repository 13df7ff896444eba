/**
 * What of a feed is taken over: the other side may be broken, newer or an enemy. Shape first, then who may tell what.
 * What is refused is left out, and the feed goes on: one bad record never holds up the others.
 */
import type { FeedChange, Refusal } from '@skerry/contract';
import type { Result } from '@skerry/kit';

/** Undefined: nothing stands against it. Asked for deletions, too. */
export type Examine = (change: FeedChange) => Refusal | undefined | Promise<Refusal | undefined>;

export interface Examination {
  /** What of the change is kept, by its shape alone; without it everything is. */
  readonly accept?: (change: FeedChange) => Result<FeedChange, Refusal>;
  /** Whether this sender may tell it; called with what was accepted. */
  readonly examine?: Examine;
  /** Told of everything that is left out. Must not throw. */
  readonly onRefused?: (change: FeedChange, refusal: Refusal) => void;
}

/** The first that has something against it decides. */
export const examineAll =
  (...examiners: readonly Examine[]): Examine =>
  async (change) => {
    for (const examine of examiners) {
      const refusal = await examine(change);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };

/** The changes that are taken over, in order. */
export async function sift(changes: readonly FeedChange[], examination: Examination): Promise<readonly FeedChange[]> {
  const { accept, examine, onRefused } = examination;
  if (accept === undefined && examine === undefined) return changes;
  const taken: FeedChange[] = [];
  for (const change of changes) {
    const accepted = accept?.(change) ?? ({ ok: true, value: change } as const);
    const refusal = accepted.ok ? await examine?.(accepted.value) : accepted.error;
    if (refusal !== undefined) onRefused?.(change, refusal);
    else if (accepted.ok) taken.push(accepted.value);
  }
  return taken;
}
