import { join } from 'node:path';

/**
 * Where a VM's files are below `GuestPlan.directory`, which is root's and which others may only pass through. `run` is
 * the guest's own user's alone, because QEMU itself makes the display's socket: what lies there is opened with care. The
 * ISO is readable by that user, what its UEFI and its TPM keep is that user's; everything else is root's alone.
 */
export interface GuestFiles {
  readonly run: string;
  readonly serialSocket: string;
  readonly displaySocket: string;
  readonly consoleLog: string;
  /** What was in the console log before it was last cut. */
  readonly olderConsoleLog: string;
  readonly contextIso: string;
  readonly definition: string;
  /** What its UEFI keeps; its user's alone. */
  readonly variables: string;
  /** What its drive was last changed to. */
  readonly drive: string;
  readonly tpmSocket: string;
  /** What its TPM keeps; its user's alone. */
  readonly tpmState: string;
  readonly tpmPid: string;
  readonly tpmLog: string;
  /** What its first program told; its QEMU's to write. */
  readonly told: string;
}

export function guestFiles(directory: string): GuestFiles {
  return {
    run: join(directory, 'run'),
    serialSocket: join(directory, 'run', 'serial.sock'),
    displaySocket: join(directory, 'run', 'vnc.sock'),
    consoleLog: join(directory, 'console.log'),
    olderConsoleLog: join(directory, 'console.log.1'),
    contextIso: join(directory, 'context.iso'),
    definition: join(directory, 'domain.xml'),
    variables: join(directory, 'uefi-variables.fd'),
    drive: join(directory, 'drive.xml'),
    tpmSocket: join(directory, 'run', 'tpm.sock'),
    tpmState: join(directory, 'tpm'),
    tpmPid: join(directory, 'tpm.pid'),
    tpmLog: join(directory, 'tpm.log'),
    told: join(directory, 'told'),
  };
}

/** Bytes of a UNIX socket's path, without the terminating zero: unix(7). Longer paths fail deep inside QEMU. */
export const longestSocketPath = 107;
