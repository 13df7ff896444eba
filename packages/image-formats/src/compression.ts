import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

export type Compression = 'none' | 'gzip' | 'xz' | 'zstd';

const magics: readonly (readonly [Exclude<Compression, 'none'>, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b, 0x08])],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];

/** By the first bytes of a file. */
export const compressionOf = (begin: Buffer): Compression =>
  magics.find(([, magic]) => begin.subarray(0, magic.length).equals(magic))?.[0] ?? 'none';

/** Large pieces: each costs a turn of the event loop, whatever is in it. */
const chunkSize = 1024 * 1024;

/** What is in it. xz is not for Node to unpack: whoever has a file of it runs xz(1). */
export function unpacked(from: AsyncIterable<Buffer>, compression: Exclude<Compression, 'xz'>): AsyncIterable<Buffer> {
  if (compression === 'none') return from;
  const unpack = compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
  // Who reads it hears of the failure.
  return pipeline(from, unpack, () => {});
}

/** At most `bytes` of the beginning; fewer when what is packed is short or broken. */
export async function beginOf(from: AsyncIterable<Buffer>, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of from) {
      parts.push(part);
      length += part.length;
      if (length >= bytes) break;
    }
  } catch {
    // What came before is judged, and whoever reads it whole fails.
  }
  return Buffer.concat(parts).subarray(0, bytes);
}
