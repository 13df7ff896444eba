import type { HostSettings } from '@skerry/driver-contract';
import { CommandError } from '@skerry/host-os';
import { type Log, SkerryError } from '@skerry/kit';
import type { Accelerator } from './accelerator.ts';
import { endHungLibvirtd, ensureLibvirtd, unavailable } from './libvirtd.ts';
import { ConnectionLost, VirshShells } from './virsh-shells.ts';

export const systemUri = 'qemu:///system';

/** A call to a healthy libvirtd takes a millisecond, a start some seconds; longer than this, something hangs. */
const defaultDeadlineMs = 30_000;

export interface Virsh {
  readonly uri: string;
  /** What virsh printed. @throws CommandError `command-failed`: libvirt refused; SkerryError: it could not be asked. */
  call(...args: readonly string[]): Promise<string>;
  /** Ends what is kept for the next call; a call may come afterwards nevertheless. */
  close(): void;
}

/** May be asked twice: they read, or write the same once more. All else is for who asked to look at and decide. */
const repeatable: ReadonlySet<string | undefined> = new Set([
  'define',
  'domcapabilities',
  'domstats',
  'dumpxml',
  'update-device',
  'version',
]);

/** How often a call is tried whose libvirtd dies under it. */
const most = 3;

export interface VirshOptions {
  readonly settings: HostSettings;
  readonly log: Log;
  readonly uri: string;
  readonly accelerator: () => Promise<Accelerator>;
  readonly deadlineMs?: number;
}

/**
 * Every call makes sure that there is a libvirtd to ask, has a deadline, and never hangs. A libvirtd of our own that
 * hangs is ended, so that the next call finds a fresh one.
 */
export function createVirsh(options: VirshOptions): Virsh {
  const { settings, log, uri, accelerator, deadlineMs = defaultDeadlineMs } = options;
  const ensure = async () => {
    // Another URI is somebody else's libvirtd: ours to use, not to start.
    if (uri === systemUri) await ensureLibvirtd(settings, log, accelerator);
  };
  const shells = new VirshShells(uri);
  const once = (args: readonly string[]) => shells.call(args, deadlineMs);
  return {
    uri,
    close: () => shells.close(),
    async call(...args) {
      try {
        for (let tries = 1; ; tries++) {
          await ensure();
          try {
            return await once(args);
          } catch (error) {
            // It died between our look and the answer. Where nothing was asked yet, or twice is no harm, ask a fresh one.
            if (!(error instanceof ConnectionLost) || tries === most) throw error;
            if (!error.notAsked && !repeatable.has(args[0])) throw error;
          }
        }
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        if (error.code === 'command-missing') throw unavailable('virsh is not installed on this host.', {}, error);
        if (error.code === 'command-failed') throw error;
        const ended = uri === systemUri && (await endHungLibvirtd(settings, log, deadlineMs));
        throw timedOut(args, deadlineMs, ended, error);
      }
    },
  };
}

function timedOut(args: readonly string[], deadlineMs: number, ended: boolean, cause: CommandError): SkerryError {
  return new SkerryError(
    {
      code: 'driver-timeout',
      kind: 'failed',
      message: `libvirtd did not answer "${args[0] ?? ''}" within ${deadlineMs / 1000} seconds.`,
      hint: ended
        ? 'It hung and was ended; another one is started with the next try. Running guests are not disturbed.'
        : 'It is tried again. If it goes on, restart libvirtd on the host: running guests are not disturbed.',
    },
    { args },
    cause,
  );
}
