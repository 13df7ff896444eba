import { run } from './run.ts';

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

/** Every loop device in use on this machine. */
export async function loopDevices(): Promise<LoopDevice[]> {
  const { stdout } = await run('losetup', ['--json', '--list'], { deadlineMs: 10_000 });
  return parseLosetup(stdout);
}

interface LosetupRow {
  readonly name: string;
  readonly 'back-file': string | null;
  readonly offset: number;
  readonly sizelimit: number;
  readonly autoclear: boolean;
  readonly ro: boolean;
}

/** losetup prints nothing at all, not an empty list, when there is no loop device. */
export function parseLosetup(text: string): LoopDevice[] {
  if (text.trim() === '') return [];
  const { loopdevices } = JSON.parse(text) as { loopdevices: readonly LosetupRow[] };
  return loopdevices.map((row) => ({
    path: row.name,
    backingFile: row['back-file'] ?? '',
    offsetBytes: row.offset,
    sizeLimitBytes: row.sizelimit,
    autoclear: row.autoclear,
    readOnly: row.ro,
  }));
}
