import { closedErrors, type ErrorFacts, SkerryError } from '@skerry/kit';

/** The closed list of this package. A code is stable: programs test it and people search for it. */
const codes = {
  'invalid-request': { kind: 'refused', hint: 'Correct what is named, and try again.' },
  'malformed-json': { kind: 'refused', hint: 'Send one JSON value in UTF-8.' },
  'body-too-large': { kind: 'refused', hint: 'A request body may hold at most 1 MiB.' },
  'unsupported-media-type': { kind: 'refused', hint: 'Send the body with "Content-Type: application/json".' },
  'bad-http': { kind: 'refused', hint: 'Send a well-formed HTTP request.' },
  unauthenticated: {
    kind: 'refused',
    hint: 'Log in (POST /v1/sessions) and send the token as "Authorization: Bearer ...".',
  },
  'wrong-credentials': { kind: 'refused', hint: 'Check the name and the password.' },
  'too-many-attempts': { kind: 'refused', hint: 'Wait as long as the header Retry-After says.' },
  'too-many-at-once': { kind: 'refused', hint: 'Close or finish some of them, then try again.' },
  busy: { kind: 'failed', hint: 'Wait as long as the header Retry-After says.' },
  'host-refused': { kind: 'refused', hint: 'Name it with --api-name when the service is started.' },
  forbidden: { kind: 'refused', hint: 'Ask the owner or an administrator for the right.' },
  'token-scope': { kind: 'refused', hint: 'Use a token of a wider scope, or log in.' },
  'wrong-password': { kind: 'refused', hint: 'Give the password that you have now as `currentPassword`.' },
  'origin-refused': { kind: 'refused', hint: 'Send writes with a cookie only from the console of this front-end.' },
  'not-found': { kind: 'refused', hint: 'List the objects to see which there are.' },
  'no-such-route': { kind: 'refused', hint: 'The routes are listed at /docs.' },
  'method-not-allowed': { kind: 'refused', hint: 'The header Allow lists the methods of this path.' },
  'name-taken': { kind: 'refused', hint: 'Choose another name.' },
  'address-taken': { kind: 'refused', hint: 'Ask for another address, or for none: then a free one is chosen.' },
  'mac-taken': { kind: 'refused', hint: 'Ask for another MAC, or for none: then it is made from the address.' },
  'addresses-in-use': { kind: 'refused', hint: 'Choose other addresses.' },
  'quota-exceeded': { kind: 'refused', hint: 'Delete what is not needed any more.' },
  'record-too-large': {
    kind: 'refused',
    hint: 'Give fewer or shorter labels, attributes and user data: each value counts, also an empty one.',
  },
  'in-use': { kind: 'refused', hint: 'Remove what uses it first.' },
  protected: { kind: 'refused' },
  'unknown-reference': { kind: 'refused', hint: 'Name an object that exists and that you may use.' },
  'not-usable': { kind: 'refused' },
  'image-not-ready': { kind: 'refused', hint: 'Wait until it is imported: skerry image show NAME says how far it is.' },
  'image-state': { kind: 'refused', hint: 'Look at its state: skerry image show NAME.' },
  'upload-offset': { kind: 'refused', hint: 'Ask how many bytes are here (HEAD), and send what follows them.' },
  'upload-busy': { kind: 'refused', hint: 'Wait until the piece that is under way has ended.' },
  'upload-cut': { kind: 'failed', hint: 'Send the rest: what came is kept.' },
  'cannot-be-placed': { kind: 'refused', hint: 'Change what is asked for, or add a host that offers it.' },
  'precondition-failed': { kind: 'refused', hint: 'Read it again, look at what changed, and repeat your change.' },
  'changed-meanwhile': { kind: 'failed', hint: 'Send it again.' },
  'idempotency-mismatch': { kind: 'refused', hint: 'Use a new Idempotency-Key for another request.' },
  'idempotency-in-flight': { kind: 'refused', hint: 'Wait for the answer of the first request.' },
  'console-unavailable': { kind: 'refused' },
  'ticket-refused': { kind: 'refused', hint: 'Ask for another.' },
  'command-answered': { kind: 'refused', hint: 'Look at what became of it: skerry command show NUMBER.' },
  'cluster-not-joined': { kind: 'refused', hint: 'Make a join token and start the controller of the cluster with it.' },
  'cluster-lost': {
    kind: 'refused',
    hint: 'Disks stay where they are. Its machines can join again as a new cluster and new hosts.',
  },
  'site-read-only': { kind: 'refused', hint: 'Change it at the front-end; the copy here follows.' },
  'site-out-of-numbers': { kind: 'failed', hint: 'It gets more from the front-end when the link is up.' },
  'cluster-cut': { kind: 'failed', hint: 'Try again when the link to the cluster has healed.' },
  'not-qcow2': { kind: 'refused', hint: 'Convert it with "qemu-img convert -O qcow2 IN OUT".' },
  'digest-differs': {
    kind: 'refused',
    hint: 'Copy or download the file again, or ask where it comes from for its digest.',
  },
  'file-not-readable': { kind: 'refused', hint: "Give the absolute path of a file on the front-end's machine." },
  'directory-not-writable': { kind: 'refused', hint: 'Make the directory and let the front-end write to it.' },
  'disk-full': { kind: 'failed', hint: 'Free room on the file system of the datastore and try again.' },
  'address-in-use': { kind: 'failed', hint: 'Stop the other program or choose another port.' },
  'address-refused': { kind: 'refused', hint: 'Listen on 127.0.0.1 or ::1, and put a TLS proxy in front.' },
} as const satisfies Record<string, ErrorFacts>;

export type RequestErrorCode = keyof typeof codes;

const { failure } = closedErrors<RequestErrorCode>(codes);

export interface FieldProblem {
  /** Dotted path; empty: the whole body. */
  readonly field: string;
  readonly message: string;
}

export interface RefusalDetails {
  readonly hint?: string;
  readonly field?: string;
  readonly errors?: readonly FieldProblem[];
  /** Seconds, for the header Retry-After. */
  readonly retryAfter?: number;
  readonly allow?: string;
  /** For the log only. */
  readonly context?: Record<string, unknown>;
  readonly cause?: unknown;
}

/** The only way in which this package makes an error that a user sees. */
export class RequestError extends SkerryError {
  readonly details: RefusalDetails;

  constructor(code: RequestErrorCode, message: string, details: RefusalDetails = {}) {
    super(failure(code, message, details), details.context, details.cause);
    this.details = details;
  }
}

/** A request whose single field is wrong. */
export const invalidField = (field: string, message: string): RequestError =>
  new RequestError('invalid-request', message, { field, errors: [{ field, message }] });
