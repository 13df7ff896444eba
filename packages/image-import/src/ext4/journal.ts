/** The journal, empty (Linux' Documentation/filesystems/ext4/journal.rst), and the inode with room for more groups. Pure. */
import { blockBytes, copiesOf, groupBlocks } from './geometry.ts';
import { reservedBlocksOf, tableBlocksOf } from './superblock.ts';

/** In blocks, for a file system of so many: as mke2fs chooses, up to what fits between two fronts. */
export function journalBlocks(blocks: number): number {
  const sizes: readonly (readonly [number, number])[] = [
    [32_768, 1_024],
    [262_144, 4_096],
    [524_288, 8_192],
  ];
  return sizes.find(([below]) => blocks < below)?.[1] ?? 16_384;
}

/** The first block; the rest is empty. Numbers are big-endian here. */
export function journalSuperblock(blocks: number): Buffer {
  const block = Buffer.alloc(1024);
  [0xc03b_3998, 4, 0, blockBytes, blocks, 1, 1].forEach((value, i) => block.writeUInt32BE(value, i * 4));
  // How many file systems use it.
  block.writeUInt32BE(1, 0x40);
  return block;
}

const perBlock = blockBytes / 4;
/** As much as blocks of blocks of blocks can be. */
export const resizeBytes = (perBlock * perBlock + perBlock + 12) * blockBytes;

/**
 * What lies behind the table of groups so that it can grow: a block for each that is kept free, with the places of its
 * copies, and one above them all, which is given.
 */
export function resizeBlocks(
  groups: number,
  above: number,
): { readonly blocks: readonly { readonly block: number; readonly content: Buffer }[]; readonly count: number } {
  const first = 1 + tableBlocksOf(groups);
  const reserved = reservedBlocksOf(groups);
  const top = Buffer.alloc(blockBytes);
  const copies = copiesOf(groups);
  const kept = Array.from({ length: reserved }, (_, i) => {
    top.writeUInt32LE(first + i, ((tableBlocksOf(groups) + i) % perBlock) * 4);
    const content = Buffer.alloc(blockBytes);
    copies.forEach((group, n) => content.writeUInt32LE(group * groupBlocks + first + i, n * 4));
    return { block: first + i, content };
  });
  return { blocks: [{ block: above, content: top }, ...kept], count: 1 + reserved * (1 + copies.length) };
}
