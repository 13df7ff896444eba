import { closedErrors } from '@skerry/kit';

/** The closed list of this package. */
export const { failure: domainFailure, error: domainError } = closedErrors({
  'cdrom-refused': { kind: 'refused' },
  'context-too-large': { kind: 'refused' },
  'instance-state': { kind: 'refused' },
  'limit-invalid': { kind: 'refused', hint: 'The limits are listed in docs/operating.md.' },
  'memory-too-small': { kind: 'refused' },
  'name-invalid': { kind: 'refused' },
  'topology-differs': { kind: 'refused', hint: 'Ask for as many processors as its sockets, cores and threads are.' },
});
