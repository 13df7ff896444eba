/**
 * Where things lie on an ext4 file system of ours (Linux' Documentation/filesystems/ext4). Blocks of 4 KiB; groups of
 * 128 MiB. In front of the groups that have a copy of it: the superblock, the table of groups, and room for that to grow.
 * That is known before anything else, and all other tables may lie anywhere: so data is written as it comes, and tables
 * behind it, once their size is known.
 */
export const blockBytes = 4096;
export const groupBlocks = 32_768;
export const inodeBytes = 256;
export const inodesPerBlock = blockBytes / inodeBytes;
/** Of the table of groups. */
export const descriptorBytes = 32;
export const descriptorsPerBlock = blockBytes / descriptorBytes;
/** For 8,192 groups, 1 TiB: as far as such a file system can grow while it is mounted. */
export const descriptorBlocks = 64;
/** In blocks. */
export const frontBlocks = 1 + descriptorBlocks;
export const mostBlocks = descriptorBlocks * descriptorsPerBlock * groupBlocks;
/** The first that is no inode of the file system itself; it is that of lost+found, as everywhere. */
export const firstInode = 11;

/** Whether a group has copies: the first two, and powers of 3, 5 and 7 (sparse_super). */
export function hasCopies(group: number): boolean {
  if (group <= 1) return true;
  return [3, 5, 7].some((base) => {
    let power = base;
    while (power < group) power *= base;
    return power === group;
  });
}

/** The groups that have copies, but for the first. */
export function copiesOf(groups: number): number[] {
  return Array.from({ length: groups }, (_, group) => group).filter((group) => group > 0 && hasCopies(group));
}

/** The next block at or behind one that is not in front of a group with copies. */
export function skipFront(block: number): number {
  const group = Math.floor(block / groupBlocks);
  const within = block - group * groupBlocks;
  return within < frontBlocks && hasCopies(group) ? group * groupBlocks + frontBlocks : block;
}

/** How many blocks follow one before the next front. */
export function blocksBeforeFront(block: number): number {
  let group = Math.floor(block / groupBlocks) + 1;
  while (!hasCopies(group)) group++;
  return group * groupBlocks - block;
}
