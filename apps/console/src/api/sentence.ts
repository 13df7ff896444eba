import { ApiError, ConnectionError } from '@skerry/sdk';

export interface Trouble {
  /** A sentence for the user. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  readonly code?: string | undefined;
  /** For the log of the server. */
  readonly requestId?: string | undefined;
}

/** Any thrown value as what a person reads. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiError) {
    const { detail, hint, code, requestId } = error.problem;
    return { message: detail, hint, code, requestId };
  }
  if (error instanceof ConnectionError) {
    // The address is where this page is from: naming it helps nobody, and the page may have been left open for days.
    return error.code === 'unreachable'
      ? { message: 'The server cannot be reached just now.', hint: 'It is tried again by itself.', code: error.code }
      : { message: error.message, hint: error.hint, code: error.code };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}
