import type { Refusals } from '@skerry/domain';

/** Nothing is shown where nothing was refused. */
export const refusalsView = (refusals: Refusals | undefined): { refusals?: Refusals } =>
  refusals === undefined ? {} : { refusals: { ...refusals } };
