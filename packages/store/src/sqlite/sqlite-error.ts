import { SkerryError } from '@skerry/kit';
import { storeError } from '../errors.ts';
import type { StoreErrorCode } from '../port.ts';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html); all others are `store-io`. */
const codes = new Map<number, StoreErrorCode>([
  [5, 'store-in-use'],
  [6, 'store-in-use'],
  [11, 'store-corrupt'],
  [13, 'store-full'],
  [26, 'store-corrupt'],
]);

/** SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log. */
const noRoomForIndex = 4874;

/** A full disk as the file system tells it, where SQLite is not in between. */
const systemCodes: Readonly<Record<string, StoreErrorCode>> = { ENOSPC: 'store-full', EDQUOT: 'store-full' };

interface SqliteFailure extends Error {
  readonly code?: string;
  readonly errcode?: number;
}

export function fromSqlite(error: unknown, context: Record<string, unknown> = {}): SkerryError {
  if (error instanceof SkerryError) return error;
  const { code, errcode, message } = error as SqliteFailure;
  return storeError(codeOf(code, errcode) ?? 'store-io', {
    cause: error,
    context: { ...context, errcode, detail: message },
  });
}

function codeOf(code: string | undefined, errcode: number | undefined): StoreErrorCode | undefined {
  if (errcode === undefined) return systemCodes[code ?? ''];
  return errcode === noRoomForIndex ? 'store-full' : codes.get(errcode & 0xff);
}

/** Runs it, and lets only errors with a store code out. */
export function guarded<T>(work: () => T, context?: Record<string, unknown>): T {
  try {
    return work();
  } catch (error) {
    throw fromSqlite(error, context);
  }
}
