import { type Failure, SkerryError } from '@skerry/kit';

/** Thrown inside the parser and compiler, caught at their edge: callers see a `Failure`. */
export function invalid(message: string, hint?: string): SkerryError {
  const failure: Failure = { code: 'requirements-invalid', kind: 'refused', field: 'requirements', message };
  return new SkerryError(hint === undefined ? failure : { ...failure, hint });
}
