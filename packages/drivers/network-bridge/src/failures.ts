import type { NetworkErrorCode } from '@skerry/driver-contract';
import { CommandError } from '@skerry/host-os';
import { SkerryError } from '@skerry/kit';

export function networkFailed(what: string, cause: unknown): SkerryError {
  const missing = cause instanceof CommandError && cause.code === 'command-missing';
  return failure(
    'network-failed',
    what,
    missing
      ? 'Install the packages iproute2, nftables and dnsmasq-base on the host.'
      : 'It is tried again. If it goes on, look into the log of the agent on the host.',
    cause,
  );
}

export const networkMissing = (networkId: number): SkerryError =>
  failure('network-missing', `Network ${networkId} is not built on this host.`, 'It is built first, then tried again.');

/** Why it is not built is for administrators: it may tell of what the host is used for besides. */
export const networkUnbuilt = (name: string): SkerryError =>
  failure(
    'network-missing',
    `The network "${name}" cannot be built on this host.`,
    `An administrator sees why, and what to do: skerry network explain ${name}`,
  );

export const networkOverlap = (name: string, cidr: string, clash: string): SkerryError =>
  failure(
    'network-overlap',
    `Network "${name}" (${cidr}) overlaps with ${clash}.`,
    'Choose another address range for the network, or remove the address or route from the host.',
  );

function failure(code: NetworkErrorCode, message: string, hint: string, cause?: unknown): SkerryError {
  return new SkerryError({ code, kind: 'failed', message, hint }, {}, cause);
}
