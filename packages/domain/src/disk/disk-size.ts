/**
 * Largest disk, MiB: 8 TiB, half of what a file may be on ext4. Larger: the tables of a qcow2 take memory in QEMU and
 * time at each open for what no host can hold; smaller: a disk of today's servers would not fit.
 */
export const maxDiskMiB = 8_388_608;

/** The same for the virtual size that the header of an image tells. */
export const maxDiskBytes = maxDiskMiB * 1024 * 1024;

/** Undefined when a disk may have this size, else a sentence that says what to do. */
export function diskSizeProblem(sizeMiB: number): string | undefined {
  if (Number.isSafeInteger(sizeMiB) && sizeMiB >= 1 && sizeMiB <= maxDiskMiB) return undefined;
  return `A disk has a whole number of MiB, from 1 to ${maxDiskMiB}; this one would have ${sizeMiB}.`;
}
