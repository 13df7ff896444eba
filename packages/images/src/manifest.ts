import type { InstanceKind } from '@skerry/domain';
import { readFile, stat } from 'node:fs/promises';

/** The names of the images that can be built here; each is a folder of `recipes`. */
export const imageNames = ['tiny', 'debian-12'] as const;
export type ImageName = (typeof imageNames)[number];

/** What is known of an image, as JSON beside its qcow2 file. */
export interface ImageManifest {
  readonly name: ImageName;
  readonly os: string;
  readonly architecture: 'x86_64';
  /** `sha256:` and 64 hexadecimal digits, of the qcow2 file. */
  readonly digest: string;
  /** Virtual size of the disk. */
  readonly sizeBytes: number;
  readonly fileBytes: number;
  readonly kinds: readonly InstanceKind[];
  /** What the init of a container takes for "power off" and "reboot"; names as in signal(7). */
  readonly haltSignal: string;
  readonly rebootSignal: string;
  /** Where the ext4 root file system lies, for those who mount it without booting. It reaches to the end of the disk. */
  readonly rootPartition: { readonly number: 1; readonly offsetBytes: number; readonly label: string };
  readonly minMemoryMiB: number;
  /** "name=version" of every package inside, sorted. */
  readonly packages: readonly string[];
  /** ISO 8601, UTC. */
  readonly builtAt: string;
}

/** The manifest of a finished image, or undefined when there is none or its image is not whole. */
export async function readManifest(manifestPath: string, imagePath: string): Promise<ImageManifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as ImageManifest;
    // The manifest is written last; a file of another size was cut or changed afterwards.
    return (await stat(imagePath)).size === manifest.fileBytes ? manifest : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
