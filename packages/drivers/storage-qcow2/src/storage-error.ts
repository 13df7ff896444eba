import type { StorageErrorCode } from '@skerry/driver-contract';
import { CommandError } from '@skerry/host-os';
import { type FailureKind, SkerryError } from '@skerry/kit';

const kinds: Readonly<Record<StorageErrorCode, FailureKind>> = {
  'image-missing': 'failed',
  'image-corrupt': 'failed',
  'disk-shrink': 'refused',
  'disk-size': 'refused',
  'disk-in-use': 'refused',
  'storage-full': 'failed',
  'storage-failed': 'failed',
};

const hints: Readonly<Record<StorageErrorCode, string>> = {
  'image-missing': 'Fetch the image to this host first.',
  'image-corrupt': 'Fetch the image again, or import it anew if its source was replaced.',
  'disk-shrink': 'Ask for at least the size that the disk or its image already has.',
  'disk-size': 'Ask for a smaller disk.',
  'disk-in-use': 'Stop the instance that uses it first.',
  'storage-full': 'Free space below the data directory of this host, or place the instance on another host.',
  'storage-failed': 'Look for this step in the log of the host agent.',
};

export function storageError(
  code: StorageErrorCode,
  message: string,
  context: Record<string, unknown> = {},
  cause?: unknown,
): SkerryError {
  return new SkerryError({ code, kind: kinds[code], message, hint: hints[code] }, context, cause);
}

/** Any thrown value as an error of our list. A full disk is told by errno or, from qemu-img, by its text in the C locale. */
export function asStorageError(thrown: unknown, doing: string): SkerryError {
  if (thrown instanceof SkerryError) return thrown;
  if (isDiskFull(thrown)) {
    return storageError('storage-full', `There is no space left on this host while ${doing}.`, {}, thrown);
  }
  if (thrown instanceof CommandError && thrown.stderrTail.includes('lock')) {
    return storageError('disk-in-use', `The disk is in use while ${doing}.`, { stderr: thrown.stderrTail }, thrown);
  }
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return storageError('storage-failed', `The storage of this host failed while ${doing}.`, { detail }, thrown);
}

function isDiskFull(thrown: unknown): boolean {
  if (thrown instanceof CommandError) return /No space left on device|Disk quota exceeded/.test(thrown.stderrTail);
  const errno = (thrown as NodeJS.ErrnoException | undefined)?.code;
  return errno === 'ENOSPC' || errno === 'EDQUOT';
}
