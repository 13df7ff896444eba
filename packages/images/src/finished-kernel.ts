import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A kernel and the first root that takes it to a guest's own: a directory, as hosts are given it. */
export interface BuiltGuestKernel {
  readonly directory: string;
  readonly version: string;
}

/** Written last. */
export const aboutFile = 'about.json';

/** Undefined: there is none with this path, or it is not whole. */
export async function guestKernelAt(base: string): Promise<BuiltGuestKernel | undefined> {
  try {
    const about = JSON.parse(await readFile(join(base, aboutFile), 'utf8')) as { version: string };
    for (const name of ['vmlinux', 'initramfs']) await stat(join(base, name));
    return { directory: base, version: about.version };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
