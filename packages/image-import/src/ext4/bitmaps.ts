/** Which blocks and inodes are taken, by group: one block of bits for each (Linux' Documentation/filesystems/ext4). */
import { blockBytes, firstInode, frontBlocks, groupBlocks, hasCopies, inodesPerBlock } from './geometry.ts';
import { type InodeFields, kindBits } from './inode.ts';
import type { Plan } from './plan.ts';
import type { RootDisk } from './root-disk.ts';
import type { GroupFacts } from './superblock.ts';

/** What is taken of each group, and how much of it is left. */
export async function writeBitmaps(
  disk: RootDisk,
  plan: Plan,
  inodes: readonly (InodeFields | undefined)[],
): Promise<GroupFacts[]> {
  const taken = new Set<number>();
  for (const { blockBitmap, inodeBitmap, inodeTable } of plan.tables) {
    taken.add(blockBitmap).add(inodeBitmap);
    for (let i = 0; i < plan.inodesPerGroup / inodesPerBlock; i++) taken.add(inodeTable + i);
  }
  const groups: GroupFacts[] = [];
  for (const [group, tables] of plan.tables.entries()) {
    const begin = group * groupBlocks;
    const front = hasCopies(group) ? frontBlocks : 0;
    const blocks = bitmap(groupBlocks, (i) => {
      const block = begin + i;
      return i < front || block >= plan.blocks || disk.blocks.isUsed(block) || taken.has(block);
    });
    const first = group * plan.inodesPerGroup + 1;
    const isFolder = (inode: number) => ((inodes[inode]?.mode ?? 0) & 0xf000) === kindBits.folder;
    const numbers = bitmap(groupBlocks, (i) => {
      const inode = first + i;
      return i >= plan.inodesPerGroup || inode < firstInode || inodes[inode] !== undefined;
    });
    await disk.file.write(tables.blockBitmap * blockBytes, blocks.bytes);
    await disk.file.write(tables.inodeBitmap * blockBytes, numbers.bytes);
    let folders = 0;
    for (let i = 0; i < plan.inodesPerGroup; i++) if (isFolder(first + i)) folders++;
    groups.push({ ...tables, freeBlocks: blocks.free, freeInodes: numbers.free, folders });
  }
  return groups;
}

/** One block. */
function bitmap(bits: number, isSet: (bit: number) => boolean): { readonly bytes: Buffer; readonly free: number } {
  const bytes = Buffer.alloc(bits / 8);
  let free = 0;
  for (let bit = 0; bit < bits; bit++) {
    if (isSet(bit)) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    else free++;
  }
  return { bytes, free };
}
