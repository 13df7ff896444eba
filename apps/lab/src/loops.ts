/**
 * Loop devices belong to the kernel, not to the machine that made them, and outlive it. Those of a lab's machine are the
 * ones that were made from files on its disk; a device of anybody else is never touched.
 */
import { heldLoops, releaseLoopsOf } from '@skerry/host-os';
import { labError } from './lab-error.ts';

/** Ends what `end` ends, and with it the loop devices below the directory; those that do not answer are only named. */
export async function endWithLoops(
  directory: string,
  end: () => Promise<unknown>,
): Promise<{ readonly loops: number; readonly silent: readonly string[] }> {
  const { released, silent } = await releaseLoopsOf(directory);
  await end();
  const held = await heldLoops(released);
  if (held.length === 0) return { loops: released.length, silent };
  throw labError(
    'lab-left-over',
    `Loop devices of the lab cannot be detached: ${held.join(', ')}.`,
    'See who holds them with "lsblk" and "findmnt", end that, and run the same command again.',
  );
}
