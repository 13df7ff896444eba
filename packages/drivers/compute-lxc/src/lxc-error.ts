import type { ComputeErrorCode } from '@skerry/driver-contract';
import { CommandError } from '@skerry/host-os';
import { type FailureKind, SkerryError } from '@skerry/kit';

const kinds: Readonly<Record<ComputeErrorCode, FailureKind>> = {
  'runtime-unavailable': 'failed',
  'guest-not-found': 'refused',
  'guest-not-running': 'refused',
  'guest-start-failed': 'failed',
  'guest-no-display': 'refused',
  'guest-busy': 'refused',
  'architecture-differs': 'failed',
  'device-missing': 'failed',
  'runtime-refused': 'failed',
  'driver-timeout': 'failed',
};

const hints: Readonly<Record<ComputeErrorCode, string>> = {
  'runtime-unavailable': 'Look at the runtimes of this host: they say what is missing and how to mend it.',
  'guest-not-found': 'Start the instance first.',
  'guest-not-running': 'Start the instance first.',
  'guest-start-failed': "Look at lxc.log in the instance's directory on its host.",
  'guest-no-display': 'Open its console instead: it gives a shell.',
  'guest-busy': 'Stop the instance first, or wait for the step that is under way.',
  'architecture-differs': 'Create the instance on a host of the architecture of its image.',
  'device-missing': 'Create the instance on another host.',
  'runtime-refused': 'It is tried again. If it goes on, look into the log of the agent.',
  'driver-timeout': 'The host may be overloaded; the step is tried again.',
};

export function lxcError(
  code: ComputeErrorCode,
  message: string,
  context: Record<string, unknown> = {},
  cause?: unknown,
): SkerryError {
  return new SkerryError({ code, kind: kinds[code], message, hint: hints[code] }, context, cause);
}

/** Any thrown value as an error of our list; `doing` continues the sentence "… while". */
export function asLxcError(thrown: unknown, code: ComputeErrorCode, doing: string): SkerryError {
  if (thrown instanceof SkerryError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof CommandError && thrown.code === 'command-timeout') {
    return lxcError('driver-timeout', `This host took too long while ${doing}.`, { detail }, thrown);
  }
  if (thrown instanceof CommandError && thrown.code === 'command-missing') {
    return lxcError('runtime-unavailable', `The program "${thrown.command}" is missing on this host.`, {}, thrown);
  }
  return lxcError(code, `The host failed while ${doing}.`, { detail }, thrown);
}
