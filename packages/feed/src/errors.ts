import { closedErrors } from '@skerry/kit';

/** The closed list of this package. */
export const { error: feedError } = closedErrors({
  'feed-out-of-order': { kind: 'failed' },
  'feed-stopped': { kind: 'failed' },
  'feed-unknown': { kind: 'refused' },
});
