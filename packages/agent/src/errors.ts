import { closedErrors } from '@skerry/kit';

/** The closed list of this package. */
export const { error: agentError } = closedErrors({
  'console-unavailable': { kind: 'refused' },
  'driver-missing': { kind: 'failed' },
  'driver-timeout': {
    kind: 'failed',
    hint: 'It is tried again. If it stays so, look at the log of the agent and at what the host is busy with.',
  },
  'guest-busy': { kind: 'failed' },
  'guest-not-found': { kind: 'refused' },
  'logs-unavailable': { kind: 'refused', hint: 'Look at its console log.' },
  'host-full': { kind: 'failed', hint: 'Delete instances of this host, or create new ones on another host.' },
  'networks-unbuilt': { kind: 'failed' },
  'runtime-unavailable': { kind: 'failed' },
  'state-of-another-host': {
    kind: 'refused',
    hint: 'Copy what you need of the disks there, start the agent once with --sweep, remove the directory, and join with a new token.',
  },
});
