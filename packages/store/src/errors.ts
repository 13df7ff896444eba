import { type FailureKind, SkerryError } from '@skerry/kit';
import type { StoreErrorCode } from './port.ts';

interface Fact {
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint: string;
}

const facts: Record<StoreErrorCode, Fact> = {
  'store-compacted': {
    kind: 'failed',
    message: 'The history before this revision is gone.',
    hint: 'List again, then watch from the revision of the list.',
  },
  'store-full': {
    kind: 'failed',
    message: 'The disk that holds the state is full; nothing was written.',
    hint: 'Free space on it; the store goes on by itself, without a restart.',
  },
  'store-corrupt': {
    kind: 'failed',
    message: 'The state file is damaged, or is not a database of Skerry. It was left as it is.',
    hint: 'Move the file and its "-wal" and "-mark" files away together, put a backup in its place, and start again.',
  },
  'store-too-new': {
    kind: 'refused',
    message: 'The state file was written by a newer version of Skerry.',
    hint: 'Start that version or a newer one, or restore a backup made before the upgrade.',
  },
  'store-in-use': {
    kind: 'refused',
    message: 'Another process has the state file open.',
    hint: 'Stop the other process first, or start this one with another data directory.',
  },
  'store-io': {
    kind: 'failed',
    message: 'The disk that holds the state refused a read or a write.',
    hint: 'Look at the disk, the permissions and the kernel log, then start the service again.',
  },
  'store-key-missing': {
    kind: 'refused',
    message: 'User data in the state file is sealed with a key that is not there.',
    hint: 'Put back the file keys/store.key that belongs to this state, from where you keep it. If it is lost for good, start once with --forget-user-data: the user data of instances and templates is given up, all else stays.',
  },
  'store-closed': {
    kind: 'failed',
    message: 'The store is closed.',
    hint: 'The service is shutting down; try again when it is back.',
  },
  'store-invalid-transaction': {
    kind: 'bug',
    message: 'The store was asked for something that breaks its rules.',
    hint: 'Report it together with the log of the service.',
  },
  'store-lease-unknown': {
    kind: 'refused',
    message: 'The lease has run out or was revoked.',
    hint: 'Grant a new lease, and write its keys again.',
  },
};

export interface StoreErrorDetails {
  /** Says more than the general sentence of the code. */
  readonly message?: string;
  readonly field?: string;
  readonly context?: Record<string, unknown>;
  readonly cause?: unknown;
}

export function storeError(code: StoreErrorCode, details: StoreErrorDetails = {}): SkerryError {
  const { message, field, context, cause } = details;
  const failure = { ...facts[code], code, ...(message && { message }), ...(field && { field }) };
  return new SkerryError(failure, context, cause);
}

export function isStoreError(error: unknown, code: StoreErrorCode): error is SkerryError {
  return error instanceof SkerryError && error.failure.code === code;
}
