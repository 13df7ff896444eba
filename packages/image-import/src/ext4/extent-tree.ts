/** Where the blocks of a file are (Linux' Documentation/filesystems/ext4/ifork.rst). Pure. */
import type { Extent } from '../root/node.ts';
import { blockBytes } from './geometry.ts';

const magic = 0xf30a;
/** Each entry, and the header in front of them. */
const entryBytes = 12;
const inInode = 4;
const inBlock = Math.floor((blockBytes - entryBytes) / entryBytes);

export interface ExtentTree {
  /** 60 bytes, in the inode. */
  readonly root: Buffer;
  /** What lies in blocks of its own. */
  readonly nodes: readonly { readonly block: number; readonly content: Buffer }[];
}

/** `take` gives a block for each node that does not fit into the inode. */
export function extentTree(extents: readonly Extent[], take: () => number): ExtentTree {
  const nodes: { block: number; content: Buffer }[] = [];
  let depth = 0;
  let level = extents.map(({ at, block, count }) => ({ at, entry: leaf(at, block, count) }));
  while (level.length > inInode) {
    const above: typeof level = [];
    for (let i = 0; i < level.length; i += inBlock) {
      const entries = level.slice(i, i + inBlock);
      const block = take();
      nodes.push({ block, content: node(entries, depth, inBlock, blockBytes) });
      above.push({ at: entries[0]?.at ?? 0, entry: index(entries[0]?.at ?? 0, block) });
    }
    level = above;
    depth++;
  }
  return { root: node(level, depth, inInode, 60), nodes };
}

function node(entries: readonly { readonly entry: Buffer }[], depth: number, most: number, bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  content.writeUInt16LE(magic, 0);
  content.writeUInt16LE(entries.length, 2);
  content.writeUInt16LE(most, 4);
  content.writeUInt16LE(depth, 6);
  entries.forEach(({ entry }, i) => entry.copy(content, entryBytes * (i + 1)));
  return content;
}

function leaf(at: number, block: number, count: number): Buffer {
  const entry = Buffer.alloc(entryBytes);
  entry.writeUInt32LE(at, 0);
  entry.writeUInt16LE(count, 4);
  entry.writeUInt32LE(block, 8);
  return entry;
}

function index(at: number, block: number): Buffer {
  const entry = Buffer.alloc(entryBytes);
  entry.writeUInt32LE(at, 0);
  entry.writeUInt32LE(block, 4);
  return entry;
}
