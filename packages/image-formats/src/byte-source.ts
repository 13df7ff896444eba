import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read anywhere: a file, or a part of one. */
export interface ByteSource {
  readonly bytes: number;
  /** Fewer at the end; empty behind it and before the beginning. */
  read(at: number, length: number): Promise<Buffer>;
}

/** `bytes`: the size of the file when it was opened. The caller closes it. */
export const fileSource = (file: FileHandle, bytes: number): ByteSource => ({
  bytes,
  async read(at, length) {
    const wanted = Math.min(length, bytes - at);
    if (wanted <= 0 || at < 0) return Buffer.alloc(0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, at);
    return buffer.subarray(0, bytesRead);
  },
});

export const bufferSource = (buffer: Buffer): ByteSource => ({
  bytes: buffer.length,
  read: async (at, length) => (at < 0 ? Buffer.alloc(0) : buffer.subarray(at, at + Math.max(0, length))),
});

export const sectionOf = (source: ByteSource, begin: number, bytes: number): ByteSource => ({
  bytes,
  read: async (at, length) => (at < 0 ? Buffer.alloc(0) : source.read(begin + at, Math.min(length, bytes - at))),
});

const chunkBytes = 1024 * 1024;

/** All of it, from the beginning. */
export async function* bytesOf(source: ByteSource): AsyncGenerator<Buffer> {
  for (let at = 0; at < source.bytes; ) {
    const chunk = await source.read(at, chunkBytes);
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}
