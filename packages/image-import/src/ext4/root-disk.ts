/** The data of files, on its way to the disk. It owns which blocks are taken until the tables are written. */
import type { FileHandle } from 'node:fs/promises';
import type { Extent } from '../root/node.ts';
import { BlockFile } from './block-file.ts';
import { Blocks } from './blocks.ts';
import { blockBytes } from './geometry.ts';

interface Part {
  readonly at: number;
  readonly bytes: number;
}

export class RootDisk {
  readonly blocks = new Blocks();
  readonly file: BlockFile;

  constructor(file: FileHandle, offset: number) {
    this.file = new BlockFile(file, offset);
  }

  /** Blocks for the parts of a file that have data. */
  allocate(parts: readonly Part[]): Extent[] {
    return blocksOf(parts).flatMap(({ first, end }) => {
      let at = first;
      return this.blocks.take(end - first).map(({ block, count }) => {
        const extent = { at, block, count };
        at += count;
        return extent;
      });
    });
  }

  free(extents: readonly Extent[]): void {
    this.blocks.give(extents);
  }

  /** Each block is written whole: a file may have been there before. */
  async write(
    extents: readonly Extent[],
    pieces: AsyncIterable<{ readonly at: number; readonly piece: Uint8Array }>,
  ): Promise<void> {
    let current = 0;
    let done = (extents[0]?.at ?? 0) * blockBytes;
    /** To where there are zeroes, within the blocks that were taken. */
    const zeroUntil = async (position: number) => {
      for (let extent = extents[current]; extent !== undefined; extent = extents[current]) {
        const end = (extent.at + extent.count) * blockBytes;
        done = Math.max(done, extent.at * blockBytes);
        const until = Math.min(position, end);
        if (until > done) await this.file.zero(placeOf(extent, done), until - done);
        done = Math.max(done, until);
        if (done < end) return;
        current++;
      }
    };
    for await (const { at, piece } of pieces) {
      await zeroUntil(at);
      for (let taken = 0; taken < piece.length; ) {
        const extent = extents[current] as Extent;
        const end = (extent.at + extent.count) * blockBytes;
        const part = piece.subarray(taken, taken + end - done);
        await this.file.write(placeOf(extent, done), part);
        taken += part.length;
        done += part.length;
        if (done === end) {
          current++;
          done = (extents[current]?.at ?? 0) * blockBytes;
        }
      }
    }
    await zeroUntil(Number.MAX_SAFE_INTEGER);
  }

  /** For what is a few blocks and is at hand. */
  async put(bytes: Buffer): Promise<Extent[]> {
    const extents = this.allocate([{ at: 0, bytes: bytes.length }]);
    await this.write(extents, one(bytes));
    return extents;
  }
}

async function* one(piece: Buffer) {
  yield { at: 0, piece };
}

const placeOf = (extent: Extent, position: number) => extent.block * blockBytes + (position - extent.at * blockBytes);

/** Whole blocks; parts that share one are one. */
function blocksOf(parts: readonly Part[]): { readonly first: number; readonly end: number }[] {
  const ranges: { first: number; end: number }[] = [];
  for (const { at, bytes } of parts) {
    const [first, end] = [Math.floor(at / blockBytes), Math.ceil((at + bytes) / blockBytes)];
    const last = ranges.at(-1);
    if (last !== undefined && first <= last.end) last.end = end;
    else ranges.push({ first, end });
  }
  return ranges;
}
