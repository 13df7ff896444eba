import { openProcessStream } from '@skerry/host-os';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { GuestFiles } from './guest-files.ts';
import { lxcError } from './lxc-error.ts';

/** Milliseconds: a shell is up in less than one second; a container that swaps may need a few. */
const promptDeadlineMs = 10_000;

/** As root, in root's home, with bash where the guest has it. */
const shell = 'cd; [ -x /bin/bash ] && exec /bin/bash -l; exec /bin/sh -l';
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A shell in the container on a terminal of its own, which script(1) provides. Ending the stream ends the shell. */
export async function openShell(files: GuestFiles): Promise<Duplex> {
  const environment = ['TERM=xterm-256color', 'HOME=/root', `PATH=${path}`].flatMap((entry) => ['-v', entry]);
  const target = ['-P', files.lxcPath, '-n', files.container, '--clear-env'];
  const attach = ['lxc-attach', ...target, ...environment, '--', '/bin/sh', '-c', shell];
  const command = attach.map(quote).join(' ');
  const stream = await openProcessStream('script', ['--quiet', '--flush', '--command', command, '/dev/null']);
  try {
    // What is typed before the terminal is set up would be lost: wait for the shell's first sign of life.
    await once(stream, 'readable', { signal: AbortSignal.timeout(promptDeadlineMs) });
  } catch (error) {
    stream.destroy();
    throw lxcError('driver-timeout', 'The shell in the container did not start.', {}, error);
  }
  return stream;
}

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
