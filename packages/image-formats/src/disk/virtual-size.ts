import { formatError } from '../errors.ts';

/** Refuses what no disk may be. Whoever reads a header calls it with what the header says. */
export function virtualBytesOf(said: bigint, most: number): number {
  if (said === 0n) throw formatError('image-damaged', 'The disk in the image has a size of 0 bytes.');
  if (said > BigInt(most)) {
    throw formatError(
      'image-too-large',
      `The disk in the image has a size of ${said} bytes; it may have ${most} at most.`,
    );
  }
  return Number(said);
}
