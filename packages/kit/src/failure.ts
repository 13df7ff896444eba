/**
 * `refused`: the caller may not, or asked for something impossible; trying again unchanged will not help.
 * `failed`: it was right to ask, and the world did not comply; trying again may help.
 * `bug`: ours. Everything unknown is a bug until it gets a code.
 */
export type FailureKind = 'refused' | 'failed' | 'bug';

/** What crosses every boundary of Skerry when something goes wrong. `message` is a sentence for the user. */
export interface Failure {
  /** Stable, kebab-case, from the closed list of the package that raises it. */
  readonly code: string;
  readonly kind: FailureKind;
  readonly message: string;
  /** What to do next, as a sentence. */
  readonly hint?: string;
  /** The request field at fault, as a dotted path. */
  readonly field?: string;
}

/** A `Failure` that is thrown. `context` is for the log only and may hold what users must not see. */
export class SkerryError extends Error {
  readonly failure: Failure;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(failure: Failure, context: Record<string, unknown> = {}, cause?: unknown) {
    super(failure.message, { cause });
    this.name = 'SkerryError';
    this.failure = failure;
    this.context = context;
  }
}

/** Any thrown value as a `Failure`; what is not a `SkerryError` is our bug, and its text stays in the log. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof SkerryError) return thrown.failure;
  return {
    code: 'internal',
    kind: 'bug',
    message: 'Something went wrong inside Skerry.',
    hint: 'Look for this request in the log of the service that answered.',
  };
}
