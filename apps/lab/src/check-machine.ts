import { run } from '@skerry/host-os';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { labError } from './lab-error.ts';

/** What the lab itself needs beside what every host needs, with the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  tc: 'iproute2',
  perl: 'perl-base',
  setsid: 'util-linux',
  libvirtd: 'libvirt-daemon-system',
  'lxc-start': 'lxc',
};

/**
 * QEMU and the roots of containers run as users of their own, and must pass through every directory above the disks.
 * @throws SkerryError `lab-state-path`.
 */
export async function checkPassable(directory: string): Promise<void> {
  for (let path = dirname(directory); ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) {
      throw labError(
        'lab-state-path',
        `Guests cannot reach disks below ${directory}: ${path} is closed to other users.`,
        `Choose another directory with --state, or open this one: chmod o+x ${path}`,
      );
    }
    if (path === dirname(path)) return;
  }
}

/** @throws SkerryError `lab-machine-unfit` with what to do. */
export async function checkMachine(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw labError(
      'lab-machine-unfit',
      'A lab makes namespaces, bridges and mounts, and needs root for that.',
      'Run it with sudo.',
    );
  }
  const { stdout } = await run('sh', [
    '-c',
    'for p; do command -v "$p" >/dev/null || echo "$p"; done',
    'sh',
    ...Object.keys(programs),
  ]);
  const missing = stdout.split('\n').filter((name) => name !== '');
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((name) => programs[name] ?? name))].join(' ');
    throw labError(
      'lab-machine-unfit',
      `Programs are missing: ${missing.join(', ')}.`,
      `Install them: apt-get install ${packages}`,
    );
  }
  if (!existsSync('/proc/self/ns/cgroup')) {
    throw labError(
      'lab-machine-unfit',
      'This kernel has no cgroup namespaces.',
      'Use Linux 5.12 or newer, as for every host.',
    );
  }
}
