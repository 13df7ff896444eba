/** How large a file system is, and where its tables lie: behind all data. Pure. */
import { importError } from '../errors.ts';
import { placeTogether } from './blocks.ts';
import { blocksBeforeFront, frontBlocks, groupBlocks, inodesPerBlock, mostBlocks, skipFront } from './geometry.ts';
import type { GroupFacts } from './superblock.ts';

/** A last group that is smaller is none. */
const leastGroupBlocks = frontBlocks + 64;
const mostGroups = mostBlocks / groupBlocks;

export interface Plan {
  readonly blocks: number;
  readonly groups: number;
  readonly inodesPerGroup: number;
  /** By group. */
  readonly tables: readonly Pick<GroupFacts, 'blockBitmap' | 'inodeBitmap' | 'inodeTable'>[];
}

/** Behind so many blocks that are no front. */
function endOfRoom(begin: number, blocks: number): number {
  let end = begin;
  for (let left = blocks; left > 0; ) {
    end = skipFront(end);
    const step = Math.min(left, blocksBeforeFront(end));
    end += step;
    left -= step;
  }
  return end;
}

/** More groups need more tables, which may need more groups. */
export function planOf(end: number, roomBlocks: number, inodes: number): Plan {
  for (let groups = Math.ceil((end + roomBlocks) / groupBlocks); ; groups++) {
    const inodesPerGroup = Math.ceil(inodes / groups / inodesPerBlock) * inodesPerBlock;
    if (groups > mostGroups)
      throw importError('import-too-much', 'The root file system is larger than any that is made.');
    if (inodesPerGroup > groupBlocks) continue;
    let next = end;
    const place = (count: number) => {
      const block = placeTogether(next, count);
      next = block + count;
      return block;
    };
    const tables = Array.from({ length: groups }, () => ({
      blockBitmap: place(1),
      inodeBitmap: place(1),
      inodeTable: place(inodesPerGroup / inodesPerBlock),
    }));
    const blocks = Math.max(endOfRoom(next, roomBlocks), (groups - 1) * groupBlocks + leastGroupBlocks);
    if (blocks <= groups * groupBlocks) return { blocks, groups, inodesPerGroup, tables };
  }
}
