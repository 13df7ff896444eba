/**
 * The kernel that a host has for guests that bring a root and nothing before it: a directory that somebody built there
 * (packages/images). Read at each start, so that a new one is taken without us being started anew; QEMU keeps what it read.
 */
import type { ComputeErrorCode, HostSettings } from '@skerry/driver-contract';
import { SkerryError } from '@skerry/kit';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { xml, type XmlElement } from './xml.ts';

export interface GuestKernel {
  readonly kernel: string;
  readonly initramfs: string;
  /** What Linux is told besides the consoles. */
  readonly words: readonly string[];
}

/** @throws SkerryError `runtime-unavailable` with how to get one. */
export async function findGuestKernel(
  { dataDirectory }: Pick<HostSettings, 'dataDirectory'>,
  words: readonly string[],
): Promise<GuestKernel> {
  const directory = join(dataDirectory, 'guest-kernel');
  const [kernel, initramfs] = [join(directory, 'vmlinux'), join(directory, 'initramfs')];
  const there = await Promise.all([access(kernel), access(initramfs)]).then(
    () => true,
    () => false,
  );
  if (there) return { kernel, initramfs, words };
  const code: ComputeErrorCode = 'runtime-unavailable';
  throw new SkerryError({
    code,
    kind: 'failed',
    message: `This host has no kernel for guests that bring none, in ${directory}.`,
    hint: `Run "node tools/guest-kernel.ts ${directory}" as root in the folder of Skerry on the host.`,
  });
}

/**
 * Below `os`. A panic starts the guest again, as on a machine whose owner is away: `panic=1`. The serial port is the
 * console that counts, named last.
 */
export const kernelElements = ({ kernel, initramfs, words }: GuestKernel): XmlElement[] => [
  xml('kernel', {}, kernel),
  xml('initrd', {}, initramfs),
  xml('cmdline', {}, [...words, 'console=ttyS0', 'quiet', 'panic=1'].join(' ')),
];

/** Below `devices`: the second serial port, on which the first program tells what became of the guest. */
export const toldElement = (path: string): XmlElement =>
  xml('serial', { type: 'file' }, [
    xml('source', { path, append: 'on' }),
    xml('target', { type: 'isa-serial', port: 1 }),
  ]);
