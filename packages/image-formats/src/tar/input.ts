import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';

/** An archive from front to back. */
export interface TarInput {
  /** Exactly so many bytes. @throws `image-damaged` where the archive ends before. */
  take(bytes: number): Promise<Buffer>;
  /** One byte up to `most`, as they are at hand; empty at the end. */
  some(most: number): Promise<Buffer>;
  skip(bytes: number): Promise<void>;
  /** Of the archive, behind what was taken so far. */
  readonly at: number;
}

const cutShort = () => formatError('image-damaged', 'The archive is cut short.');

export interface StreamInput extends TarInput {
  /** Whoever makes the stream hears that no more of it is wanted. */
  close(): Promise<void>;
}

/** What comes as a stream. */
export function streamInput(stream: AsyncIterable<Buffer>): StreamInput {
  const pieces = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  const some = async (most: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const next = await pieces.next();
      if (next.done) return rest;
      rest = next.value;
    }
    const piece = rest.subarray(0, most);
    rest = rest.subarray(piece.length);
    at += piece.length;
    return piece;
  };
  const walk = async (bytes: number, each: (piece: Buffer) => void) => {
    for (let left = bytes; left > 0; ) {
      const piece = await some(left);
      if (piece.length === 0) throw cutShort();
      each(piece);
      left -= piece.length;
    }
  };
  return {
    get at() {
      return at;
    },
    some,
    async take(bytes) {
      if (rest.length >= bytes) return some(bytes);
      const parts: Buffer[] = [];
      await walk(bytes, (piece) => parts.push(piece));
      return Buffer.concat(parts);
    },
    skip: (bytes) => walk(bytes, () => {}),
    async close() {
      await pieces.return?.();
    },
  };
}

/** What can be read anywhere: nothing is read that is skipped. */
export function sourceInput(source: ByteSource): TarInput {
  let at = 0;
  const some = async (most: number) => {
    const piece = await source.read(at, most);
    at += piece.length;
    return piece;
  };
  return {
    get at() {
      return at;
    },
    some,
    async take(bytes) {
      const piece = await some(bytes);
      if (piece.length < bytes) throw cutShort();
      return piece;
    },
    async skip(bytes) {
      if (at + bytes > source.bytes) throw cutShort();
      at += bytes;
    },
  };
}
