import { RequestError } from '@skerry/api/errors';
import { contentCodeOf } from '@skerry/image-store';
import type { SkerryError } from '@skerry/kit';

/** What keeping content throws, in words for whoever gave it. */
export function asImportError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new RequestError('disk-full', 'The disk of the datastore is full; nothing was kept.', { cause: error });
  }
  if (contentCodeOf(error) !== 'content-differs') return error;
  const { expected, actual } = (error as SkerryError).context as Record<'expected' | 'actual', string>;
  return new RequestError('digest-differs', `The file has the digest ${actual}; ${expected} was given.`, {
    field: 'digest',
    cause: error,
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';
