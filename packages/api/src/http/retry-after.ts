import { SkerryError } from '@skerry/kit';
import { RequestError } from '../errors.ts';

/** Seconds until it is worth to ask again, for the header Retry-After; nothing: nobody knows. */
export function retryAfterOf(thrown: unknown, now: Date): number | undefined {
  if (thrown instanceof RequestError) return thrown.details.retryAfter;
  // Somebody outside counts how often we ask, and says until when.
  const until = thrown instanceof SkerryError ? thrown.context['until'] : undefined;
  return until instanceof Date ? Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)) : undefined;
}
