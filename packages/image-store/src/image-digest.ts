import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Larger: memory. Smaller: more system calls. */
const chunkBytes = 1024 * 1024;

/** `sha256:…` of what is in the file. */
export async function imageDigestOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
    if (bytesRead === 0) return `sha256:${hash.digest('hex')}`;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}
