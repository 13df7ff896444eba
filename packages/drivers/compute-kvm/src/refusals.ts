import type { ComputeErrorCode } from '@skerry/driver-contract';
import type { CommandError } from '@skerry/host-os';
import { type FailureKind, SkerryError } from '@skerry/kit';

const refusal = (code: ComputeErrorCode, kind: FailureKind, message: string, hint: string, cause?: unknown) =>
  new SkerryError({ code, kind, message, hint }, {}, cause);

export const guestNotFound = (instanceId: number): SkerryError =>
  refusal('guest-not-found', 'refused', `Guest ${instanceId} is not on this host.`, 'Start it first.');

export const guestNotRunning = (instanceId: number, cause?: unknown): SkerryError =>
  refusal('guest-not-running', 'refused', `Guest ${instanceId} does not run.`, 'Start it first.', cause);

export const guestNoDisplay = (instanceId: number): SkerryError =>
  refusal('guest-no-display', 'refused', `Guest ${instanceId} has no display.`, 'Open its serial console.');

export const guestBusy = (message: string, hint: string): SkerryError =>
  refusal('guest-busy', 'refused', message, hint);

export const startFailed = (instanceId: number, error: CommandError): SkerryError =>
  refusal(
    'guest-start-failed',
    'failed',
    `Guest ${instanceId} could not be started: ${reason(error)}.`,
    'It is tried again. If it goes on, look into the log of the agent and of libvirtd on the host.',
    error,
  );

export const startFailedBecause = (instanceId: number, why: string, hint: string): SkerryError =>
  refusal('guest-start-failed', 'failed', `Guest ${instanceId} could not be started: ${why}.`, hint);

export const refusedBy = (verb: string, error: CommandError): SkerryError =>
  refusal(
    'runtime-refused',
    'failed',
    `libvirt could not ${verb} the guest: ${reason(error)}.`,
    'It is tried again. If it goes on, look into the log of libvirtd on the host.',
    error,
  );

/** virsh says first what it could not do, then why. */
function reason(error: CommandError): string {
  const lines = error.stderrTail.split('\n').map((line) => line.replace(/^error: /, '').trim());
  return (lines.findLast((line) => line !== '') ?? error.message).replace(/\.$/, '');
}
