import { closedErrors } from '@skerry/kit';

/** The closed list of this package. */
export const { failure: clusterFailure, error: clusterError } = closedErrors({
  'cluster-busy': { kind: 'failed' },
  'command-cancelled': { kind: 'refused' },
  'command-not-understood': { kind: 'refused' },
  'disk-size': { kind: 'refused', hint: 'Ask for a smaller disk.' },
  'host-connected': {
    kind: 'refused',
    hint: 'Delete its instances and stop its agent; then delete it: skerry host delete',
  },
  'host-cut': {
    kind: 'failed',
    hint: 'Its guests go on. Try again when the host is online: skerry host list',
  },
  'host-full': {
    kind: 'refused',
    hint: 'Ask for less, or make room on the host: delete or shrink other instances on it.',
  },
  'host-not-usable': { kind: 'refused' },
  'host-register-late': { kind: 'failed', hint: 'Join again with the same token.' },
  'ids-missing': { kind: 'failed' },
  'image-corrupt': { kind: 'failed' },
  'image-cut': { kind: 'failed' },
  'image-digest': { kind: 'refused' },
  'image-not-given': { kind: 'refused' },
  'instance-gone': { kind: 'refused' },
  'instance-unplaced': { kind: 'refused' },
  'join-token-invalid': {
    kind: 'refused',
    hint: 'Ask for a new one: skerry host join-token --cluster <cluster>',
  },
  'site-out-of-numbers': { kind: 'failed', hint: 'It gets more when the link to the front-end is up.' },
});
