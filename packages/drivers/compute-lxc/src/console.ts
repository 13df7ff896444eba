import type { GuestCommand, GuestConsole, GuestPlan, RunningCommand } from '@skerry/driver-contract';
import { openCommand, openTerminal } from '@skerry/host-os';
import { once } from 'node:events';
import type { GuestFiles } from './guest-files.ts';
import { lxcError } from './lxc-error.ts';

/** Milliseconds: a shell is up in less than one second; a container that swaps may need a few. */
const promptDeadlineMs = 10_000;

/** As root, in root's home, with bash where the guest has it. */
const shell = 'cd; [ -x /bin/bash ] && exec /bin/bash -l; exec /bin/sh -l';
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A shell in the container on a terminal of its own. Ending the stream ends the shell. */
export async function openShell(files: GuestFiles): Promise<GuestConsole> {
  const environment = ['TERM=xterm-256color', 'HOME=/root', `PATH=${path}`].flatMap((entry) => ['-v', entry]);
  const target = ['-P', files.lxcPath, '-n', files.container, '--clear-env'];
  const attach = [...target, ...environment, '--', '/bin/sh', '-c', shell];
  const terminal = await openTerminal('lxc-attach', attach, { columns: 80, rows: 24 });
  try {
    // What is typed before the terminal is set up would be lost: wait for the shell's first sign of life.
    await once(terminal, 'readable', { signal: AbortSignal.timeout(promptDeadlineMs) });
  } catch (error) {
    terminal.destroy();
    throw lxcError('driver-timeout', 'The shell in the container did not start.', {}, error);
  }
  return terminal;
}

/** A program beside what the container runs, as its root, with the environment of its application. */
export async function openCommandIn(
  files: GuestFiles,
  { application }: GuestPlan,
  { words, terminal }: GuestCommand,
): Promise<RunningCommand> {
  const usual = [...(terminal ? ['TERM=xterm-256color'] : []), 'HOME=/root', `PATH=${path}`];
  const environment = [...usual, ...(application?.environment ?? [])].flatMap((entry) => ['-v', entry]);
  const target = ['-P', files.lxcPath, '-n', files.container, '--clear-env'];
  const attach = [...target, ...environment, '--', ...words];
  return terminal ? openTerminal('lxc-attach', attach, { columns: 80, rows: 24 }) : openCommand('lxc-attach', attach);
}
