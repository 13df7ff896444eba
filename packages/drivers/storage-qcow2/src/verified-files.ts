import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * Remembers which file had which digest, for the life of the process. A file is known by device, inode, size and time
 * of last write, so a hard link to a file already read costs nothing and a replaced file is read again.
 */
export function createVerifiedFiles() {
  const known = new Map<string, Promise<string>>();

  /** `sha256:…` of the file's content. */
  return async function digestOf(path: string): Promise<string> {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    const key = `${dev}:${ino}:${size}:${mtimeNs}`;
    let digest = known.get(key);
    if (!digest) {
      digest = hashFile(path);
      known.set(key, digest);
      digest.catch(() => known.delete(key));
    }
    return digest;
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return `sha256:${hash.digest('hex')}`;
}
