import { readdir } from 'node:fs/promises';
import { readKernelFile } from './kernel-file.ts';

export interface LoopDevice {
  /** "/dev/loop3" */
  readonly path: string;
  /** The file behind it; the kernel appends " (deleted)" to the name of a file that is gone. */
  readonly backingFile: string;
  readonly offsetBytes: number;
  /** 0: to the end of the file. */
  readonly sizeLimitBytes: number;
  readonly autoclear: boolean;
  readonly readOnly: boolean;
}

/** Every loop device in use on this machine, as the kernel tells: the same as losetup shows, without starting it. */
export async function loopDevices(sysBlock = '/sys/block'): Promise<LoopDevice[]> {
  const names = (await readdir(sysBlock)).filter((name) => /^loop\d+$/.test(name));
  return names.map((name) => loopDevice(sysBlock, name)).filter((device) => device !== undefined);
}

function loopDevice(sysBlock: string, name: string): LoopDevice | undefined {
  // A loop device that is not in use has no such files.
  const read = (file: string) => readKernelFile(`${sysBlock}/${name}/${file}`);
  const backingFile = read('loop/backing_file');
  if (backingFile === undefined) return undefined;
  const [offset, sizeLimit, autoclear, readOnly] = ['loop/offset', 'loop/sizelimit', 'loop/autoclear', 'ro'].map(read);
  // It may have been detached meanwhile.
  if (readOnly === undefined || autoclear === undefined) return undefined;
  return {
    path: `/dev/${name}`,
    backingFile: backingFile.replace(/\n$/, ''),
    offsetBytes: Number(offset),
    sizeLimitBytes: Number(sizeLimit),
    autoclear: autoclear.trim() === '1',
    readOnly: readOnly.trim() === '1',
  };
}
