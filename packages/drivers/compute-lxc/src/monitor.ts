import { readKernelFile } from '@skerry/host-os';
import { readFile } from 'node:fs/promises';
import type { GuestFiles } from './guest-files.ts';
import { undefinedIfMissing } from './guest-files.ts';

export interface LiveContainer {
  /** LXC's monitor; it starts the init again when the guest reboots itself. */
  readonly monitorPid: number;
  /** Absent for a moment while the guest reboots. */
  readonly initPid?: number;
}

/** The container as it runs now, from /proc alone: no process is started, so this may be asked often. */
export async function liveContainer(files: GuestFiles): Promise<LiveContainer | undefined> {
  const text = await readFile(files.monitorPid, 'utf8').catch(undefinedIfMissing);
  const monitorPid = Number(text);
  if (text === undefined || !(monitorPid > 0)) return undefined;
  // A stranger may have got the same pid since.
  const commandLine = await readFile(`/proc/${monitorPid}/cmdline`, 'utf8').catch(undefinedIfMissing);
  const expected = `[lxc monitor] ${files.lxcPath} ${files.container}`;
  if (commandLine?.replaceAll('\0', ' ').trim() !== expected) return undefined;
  const children = readKernelFile(`/proc/${monitorPid}/task/${monitorPid}/children`);
  const initPid = Number(children?.trim().split(' ')[0]);
  return initPid > 0 ? { monitorPid, initPid } : { monitorPid };
}
