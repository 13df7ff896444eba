import { readKernelFile } from './kernel-file.ts';

/** One line of /proc/self/mountinfo, proc(5). */
export interface Mount {
  readonly id: number;
  readonly parentId: number;
  /** "major:minor" of the device. */
  readonly device: string;
  /** The directory of the file system that is mounted ("/" unless it is a bind mount). */
  readonly root: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
  /** "shared:N", "master:N", ... ; empty for a private mount. */
  readonly propagation: readonly string[];
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** All mounts of our own mount namespace, in the order in which they were made. */
export async function mounts(): Promise<Mount[]> {
  return parseMountInfo(mountInfo());
}

/** Where something is mounted, in our own mount namespace. */
export function mountPoints(): ReadonlySet<string> {
  return new Set(parseMountInfo(mountInfo()).map((mount) => mount.mountPoint));
}

const mountInfo = () => readKernelFile('/proc/self/mountinfo') ?? '';

export function parseMountInfo(text: string): Mount[] {
  const parsed: Mount[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const separator = fields.indexOf('-', 6);
    const [id, parentId, device, root, mountPoint, options] = fields;
    const [fsType, source, superOptions] = fields.slice(separator + 1);
    if (separator < 0 || id === undefined || fsType === undefined) continue;
    parsed.push({
      id: Number(id),
      parentId: Number(parentId),
      device: device ?? '',
      root: unescape(root ?? ''),
      mountPoint: unescape(mountPoint ?? ''),
      options: (options ?? '').split(','),
      propagation: fields.slice(6, separator),
      fsType,
      source: unescape(source ?? ''),
      superOptions: (superOptions ?? '').split(','),
    });
  }
  return parsed;
}

/** The kernel writes blank, tab, newline and backslash as three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
