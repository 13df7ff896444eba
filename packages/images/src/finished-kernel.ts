import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A kernel and the first root that takes it to a guest's own: a directory, as hosts are given it. */
export interface BuiltGuestKernel {
  readonly directory: string;
  readonly version: string;
}

export interface AboutKernel {
  readonly version: string;
  /** "name=version" of what it is made of. */
  readonly packages: readonly string[];
  /** A file of another size was cut, as by a power cut. */
  readonly bytes: Readonly<Record<'vmlinux' | 'initramfs', number>>;
}

/** Written last. */
export const aboutFile = 'about.json';

/** Undefined: there is none with this path, or it is not whole. */
export async function guestKernelAt(base: string): Promise<BuiltGuestKernel | undefined> {
  try {
    const about = JSON.parse(await readFile(join(base, aboutFile), 'utf8')) as AboutKernel;
    for (const [name, bytes] of Object.entries(about.bytes)) {
      if ((await stat(join(base, name))).size !== bytes) return undefined;
    }
    return { directory: base, version: about.version };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
