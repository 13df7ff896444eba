import { type Failure, type FailureKind, SkerryError } from './failure.ts';

/** What is the same of all errors with one code. */
export interface ErrorFacts {
  readonly kind: FailureKind;
  /** What to do next; a call may give a more exact one. */
  readonly hint?: string;
}

interface FailureDetails {
  readonly hint?: string;
  readonly field?: string;
}

interface ErrorDetails extends FailureDetails {
  /** For the log only. */
  readonly context?: Record<string, unknown>;
  readonly cause?: unknown;
}

/**
 * The closed list of a package, in its `errors.ts`, and the only way in which the package makes an error or a refusal.
 * A code is stable: programs test it and people search for it.
 */
export function closedErrors<Code extends string>(codes: Readonly<Record<Code, ErrorFacts>>) {
  const failure = (code: Code, message: string, { hint = codes[code].hint, field }: FailureDetails = {}): Failure => ({
    code,
    kind: codes[code].kind,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(field === undefined ? {} : { field }),
  });
  const error = (code: Code, message: string, { context, cause, ...details }: ErrorDetails = {}): SkerryError =>
    new SkerryError(failure(code, message, details), context, cause);
  return { failure, error };
}
