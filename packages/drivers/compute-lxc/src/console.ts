import { openProcessStream } from '@skerry/host-os';
import type { Duplex } from 'node:stream';
import type { GuestFiles } from './guest-files.ts';

/** As root, in root's home, with bash where the guest has it. */
const shell = 'cd; [ -x /bin/bash ] && exec /bin/bash -l; exec /bin/sh -l';
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A shell in the container on a terminal of its own, which script(1) provides. Ending the stream hangs it up. */
export async function openShell(files: GuestFiles): Promise<Duplex> {
  const environment = ['TERM=xterm-256color', 'HOME=/root', `PATH=${path}`].flatMap((entry) => ['-v', entry]);
  const target = ['-P', files.lxcPath, '-n', files.container, '--clear-env'];
  const attach = ['lxc-attach', ...target, ...environment, '--', '/bin/sh', '-c', shell];
  return openProcessStream('script', ['--quiet', '--flush', '--command', attach.map(quote).join(' '), '/dev/null']);
}

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
