/**
 * `unreachable`: no connection, or it broke. `timed-out`: no answer before the deadline. `not-skerry`: something
 * answered that is not a Skerry server.
 */
export type ConnectionErrorCode = 'unreachable' | 'timed-out' | 'not-skerry';

/** There is no answer to judge. `message` is a sentence for the user, `hint` says what to do next. */
export class ConnectionError extends Error {
  readonly code: ConnectionErrorCode;
  readonly hint: string;

  constructor(code: ConnectionErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionError';
    this.code = code;
    this.hint = hint;
  }
}

/** What `fetch` throws, as a sentence. The reason lies in `cause`, two levels deep where several addresses were tried. */
export function unreachable(url: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    'unreachable',
    `The server at ${url} is not reachable: ${reason(cause)}.`,
    'Is it running? `npm run status` says so on the machine of the server; check the address as well.',
    cause,
  );
}

export function timedOut(url: string, what: string, ms: number): ConnectionError {
  return new ConnectionError(
    'timed-out',
    `The server at ${url} did not answer ${what} within ${Math.round(ms / 100) / 10} s.`,
    'The work may still go on: look at the object before you ask again.',
  );
}

const plain: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'it did not take the connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not take the connection in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted here',
};

function reason(thrown: unknown): string {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 4; error = error.cause, depth++) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== undefined && plain[code] !== undefined) return plain[code];
    const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
    if (first !== undefined) return reason(first);
    if (error.cause === undefined && error.message) return error.message;
  }
  return 'the connection failed';
}
