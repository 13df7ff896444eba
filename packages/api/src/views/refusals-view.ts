import type { Refusals } from '@skerry/domain';

/** Nothing is shown where nothing was refused. */
export const refusalsView = (refusals: Refusals | undefined): { refusals?: Refusals } =>
  refusals === undefined ? {} : { refusals: { ...refusals } };

/** What a person reads at the sender. */
export const notUnderstood = (sender: string, { count, message }: Refusals): string =>
  `${sender} tells what is not taken over (${count === 1 ? 'once' : `${count} times`}). The last: ${message}`;
