/** The blocks of a folder (Linux' Documentation/filesystems/ext4/directory.rst), names in the order of their bytes. Pure. */
import type { RootNode } from '../root/node.ts';
import { blockBytes } from './geometry.ts';

/** The kinds in an entry. */
const kinds: Readonly<Record<RootNode['kind'], number>> = {
  file: 1,
  folder: 2,
  character: 3,
  block: 4,
  fifo: 5,
  symlink: 7,
};

export interface FolderEntry {
  readonly name: string;
  readonly inode: number;
  readonly kind: RootNode['kind'];
}

/** `least` blocks, the last of them with room only. */
export function folderBlocks(self: number, parent: number, entries: readonly FolderEntry[], least = 1): Buffer {
  const all = [
    { name: '.', inode: self, kind: 'folder' as const },
    { name: '..', inode: parent, kind: 'folder' as const },
    ...entries,
  ];
  const blocks: Buffer[] = [];
  let block = Buffer.alloc(blockBytes);
  let [at, last] = [0, 0];
  const close = () => {
    // The last of a block reaches to its end.
    block.writeUInt16LE(blockBytes - last, last + 4);
    blocks.push(block);
    block = Buffer.alloc(blockBytes);
    [at, last] = [0, 0];
  };
  for (const { name, inode, kind } of all) {
    const bytes = 8 + Math.ceil(name.length / 4) * 4;
    if (at + bytes > blockBytes) close();
    block.writeUInt32LE(inode, at);
    block.writeUInt16LE(bytes, at + 4);
    block.writeUInt8(name.length, at + 6);
    block.writeUInt8(kinds[kind], at + 7);
    block.write(name, at + 8, 'latin1');
    [at, last] = [at + bytes, at];
  }
  close();
  while (blocks.length < least) close();
  return Buffer.concat(blocks);
}
