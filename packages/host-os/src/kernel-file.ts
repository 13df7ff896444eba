import { readFileSync } from 'node:fs';

/**
 * A small file that the kernel makes up when it is read, below /proc and /sys; undefined when it, or the process or
 * device that it tells of, is gone. Read at once: it waits for no disk, and by way of Node's threads it would cost ten
 * times as much processor time. Not for `cmdline`, `environ` and `maps` of a process: those wait for a process that
 * hangs in its own memory, and we would hang with it.
 */
export function readKernelFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENODEV' || code === 'ENXIO') return undefined;
    throw error;
  }
}
