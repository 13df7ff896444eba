/**
 * Loop devices belong to the kernel, not to the machine that made them, and outlive it. Those of a lab's machine are the
 * ones that were made from files on its disk; a device of anybody else is never touched.
 */
import { detachLoopsOf } from '@skerry/host-os';
import { labError } from './lab-error.ts';

/** `directory`: what the machine has on its disk; it must have ended. Answers how many there were. */
export async function detachLoops(directory: string): Promise<number> {
  const { found, left } = await detachLoopsOf(directory);
  if (left.length === 0) return found;
  throw labError(
    'lab-left-over',
    `Loop devices of the lab cannot be detached: ${left.join(', ')}.`,
    'See who holds them with "lsblk" and "findmnt", end that, and run the same command again.',
  );
}
