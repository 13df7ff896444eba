import { ApiError, ConnectionError } from '@skerry/sdk';
import { text } from '../i18n/i18n.ts';

export interface Trouble {
  /** A sentence for the user. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  readonly code?: string | undefined;
  /** For the log of the server. */
  readonly requestId?: string | undefined;
}

/** What failed: to see something, which goes on by itself when the server is back, or to have something done, which does not. */
export type Doing = 'reading' | 'sending';

/** The server did not take it: nothing was refused, and it may be sent again as it is. */
export const isUnsent = (error: unknown): boolean => error instanceof ConnectionError && error.code === 'unreachable';

/** Any thrown value as what a person reads. */
export function troubleOf(error: unknown, doing: Doing = 'reading'): Trouble {
  if (error instanceof ApiError) {
    const { detail, hint, code, requestId } = error.problem;
    return { message: detail, hint, code, requestId };
  }
  if (error instanceof ConnectionError) {
    // The address is where this page is from: naming it helps nobody, and the page may have been left open for days.
    return isUnsent(error)
      ? { message: text(`shell.unreachable.${doing}`), hint: text(`shell.unreachable.${doing}Hint`), code: error.code }
      : { message: error.message, hint: error.hint, code: error.code };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}
