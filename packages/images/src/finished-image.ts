import { type ImageManifest, readManifest } from './manifest.ts';

export interface BuiltImage {
  /** The qcow2 file. Nobody may write to it. */
  readonly path: string;
  /** `sha256:` and 64 hexadecimal digits, of that file. */
  readonly digest: string;
  /** Virtual size of the disk. */
  readonly sizeBytes: number;
  readonly fileBytes: number;
  /** True when nothing had to be built. */
  readonly cached: boolean;
  readonly manifest: ImageManifest;
}

/** The finished image with this path, without its ending; undefined when there is none, or it is not whole. */
export async function imageAt(base: string): Promise<BuiltImage | undefined> {
  const path = `${base}.qcow2`;
  const manifest = await readManifest(`${base}.json`, path);
  if (manifest === undefined) return undefined;
  const { digest, sizeBytes, fileBytes } = manifest;
  return { path, digest, sizeBytes, fileBytes, cached: true, manifest };
}
