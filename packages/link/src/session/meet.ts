import type { Hello } from '../frames/frame.ts';

/** The highest version that both ranges hold. */
export function chooseVersion(
  mine: readonly [min: number, max: number],
  theirs: readonly [min: number, max: number],
): number | undefined {
  const highest = Math.min(mine[1], theirs[1]);
  return highest >= Math.max(mine[0], theirs[0]) ? highest : undefined;
}

/**
 * - `first`: the peer has nothing of ours; what is queued goes out from number 1.
 * - `resume`: both go on where they were.
 * - `restarted`: what we shared with the former peer is void on both sides.
 */
export type Meeting = 'first' | 'resume' | 'restarted';

export interface Memory {
  readonly id: string;
  /** The life of the peer that we last met. */
  readonly peer: string | null;
  /** Whether that life has shown that it got our hello. */
  readonly confirmed: boolean;
}

/**
 * Both sides decide alone from the two hellos, and must agree: `resume` holds on one side exactly when it holds on the
 * other, because each hello tells the sender's memory. A hello that crossed a cut was perhaps never read, hence
 * `confirmed`: a peer that never read ours has nothing of ours to forget.
 */
export function meet(memory: Memory, hello: Hello): Meeting {
  if (memory.peer === null) return 'first';
  if (hello.session !== memory.peer) return 'restarted';
  if (hello.peer === memory.id) return 'resume';
  return memory.confirmed ? 'restarted' : 'first';
}
