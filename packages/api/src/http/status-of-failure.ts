import type { Failure } from '@skerry/kit';
import type { RequestErrorCode } from '../errors.ts';

/** The one place where codes become HTTP. */
const statuses: Readonly<Record<RequestErrorCode, number>> = {
  'invalid-request': 400,
  'malformed-json': 400,
  'bad-http': 400,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  unauthenticated: 401,
  'wrong-credentials': 401,
  'too-many-attempts': 429,
  'too-many-at-once': 429,
  busy: 503,
  'host-refused': 421,
  forbidden: 403,
  'token-scope': 403,
  'wrong-password': 403,
  'origin-refused': 403,
  'not-found': 404,
  'no-such-route': 404,
  'method-not-allowed': 405,
  'name-taken': 409,
  'address-taken': 409,
  'mac-taken': 409,
  'addresses-in-use': 409,
  'quota-exceeded': 409,
  'record-too-large': 413,
  'in-use': 409,
  protected: 409,
  'unknown-reference': 400,
  'not-usable': 409,
  'image-not-ready': 409,
  'image-state': 409,
  'upload-offset': 409,
  'upload-busy': 409,
  'upload-cut': 400,
  'cannot-be-placed': 409,
  'precondition-failed': 412,
  'changed-meanwhile': 409,
  'idempotency-mismatch': 422,
  'idempotency-in-flight': 409,
  'console-unavailable': 409,
  'ticket-refused': 403,
  'command-answered': 409,
  'cluster-not-joined': 409,
  'cluster-lost': 409,
  'site-read-only': 409,
  'site-out-of-numbers': 503,
  'cluster-cut': 503,
  'not-qcow2': 400,
  'digest-differs': 400,
  'file-not-readable': 400,
  'directory-not-writable': 400,
  'disk-full': 507,
  'address-in-use': 500,
  'address-refused': 500,
};

/** Codes of other packages that reach users. */
const foreign: Readonly<Record<string, number>> = {
  'instance-state': 409,
  'memory-too-small': 409,
  'topology-differs': 409,
  'cdrom-refused': 409,
  'device-missing': 409,
  'host-too-small': 409,
  'name-invalid': 400,
  'context-too-large': 400,
  'store-full': 503,
  'store-closed': 503,
  'link-deadline': 504,
  'link-cut': 503,
  'link-overloaded': 503,
  'link-restarted': 503,
  'link-closed': 503,
  'link-too-large': 400,
  // A server outside that was asked: it failed, or we do not go there.
  'source-unreachable': 502,
  'source-refused': 409,
  'source-rate-limited': 429,
  'source-not-found': 404,
  'source-address-refused': 409,
  'source-redirect-refused': 502,
  'source-changed': 502,
  'source-wrong-digest': 502,
  'source-wrong-size': 502,
  'source-too-large': 409,
  'source-not-understood': 502,
  'source-other-architecture': 409,
  'source-other-kind': 409,
  'source-setting': 409,
  // The cluster or the host is of an older version.
  'link-unknown-method': 501,
  'host-cut': 503,
  'instance-unplaced': 409,
  'guest-not-found': 409,
  'guest-not-running': 409,
  'guest-busy': 409,
  'guest-no-display': 409,
  'runtime-unavailable': 409,
  'architecture-differs': 409,
  'runtime-refused': 503,
  'driver-timeout': 504,
};

/** Every code that an answer may carry. */
export const knownCodes: readonly string[] = [...Object.keys(statuses), ...Object.keys(foreign), 'internal'];

export function statusOf(failure: Failure): number {
  const own: Readonly<Record<string, number>> = statuses;
  const known = own[failure.code] ?? foreign[failure.code];
  if (known !== undefined) return known;
  switch (failure.kind) {
    case 'refused':
      return 409;
    case 'failed':
      return 503;
    case 'bug':
      return 500;
  }
}
