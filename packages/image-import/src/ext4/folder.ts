/**
 * The blocks of a folder (Linux' Documentation/filesystems/ext4/directory.rst). One that has a single block is a list, names
 * in the order of their bytes; a larger one has an index in front, or each look-up reads all of it. Pure.
 */
import type { RootNode } from '../root/node.ts';
import { blockBytes } from './geometry.ts';
import { nameHash } from './name-hash.ts';

/** The kinds in an entry. */
const kinds: Readonly<Record<RootNode['kind'], number>> = {
  file: 1,
  folder: 2,
  character: 3,
  block: 4,
  fifo: 5,
  symlink: 7,
};
const halfMd4 = 1;
/** Of an entry of the index, and where the first lies in its root and in the other blocks. */
const indexEntryBytes = 8;
const rootEntriesAt = 32;
const nodeEntriesAt = 8;
const mostInRoot = (blockBytes - rootEntriesAt) / indexEntryBytes;
const mostInNode = (blockBytes - nodeEntriesAt) / indexEntryBytes;

export interface FolderEntry {
  readonly name: string;
  readonly inode: number;
  readonly kind: RootNode['kind'];
}

export interface FolderBlocks {
  readonly content: Buffer;
  readonly indexed: boolean;
}

/** `seed`: of the hash of names. `least` blocks make a list in any case, the last of them with room only. */
export function folderBlocks(
  self: number,
  parent: number,
  entries: readonly FolderEntry[],
  seed: readonly number[],
  least = 1,
): FolderBlocks {
  const here = (inode: number, name: string) => ({ inode, name, kind: 'folder' as const });
  const list = listBlocks([here(self, '.'), here(parent, '..'), ...entries]).map(({ block }) => block);
  if (list.length > 1 && least === 1) {
    return { content: Buffer.concat(indexedBlocks(self, parent, entries, seed)), indexed: true };
  }
  while (list.length < least) list.push(emptyBlock());
  return { content: Buffer.concat(list), indexed: false };
}

interface ListBlock {
  readonly block: Buffer;
  /** Of the first in it, in the order in which they came. */
  readonly first: number;
}

function listBlocks(entries: readonly FolderEntry[]): ListBlock[] {
  const blocks: ListBlock[] = [];
  let block = emptyBlock();
  let [at, last, first] = [0, 0, 0];
  for (const [i, entry] of entries.entries()) {
    const bytes = 8 + Math.ceil(entry.name.length / 4) * 4;
    if (at + bytes > blockBytes) {
      blocks.push({ block, first });
      block = emptyBlock();
      [at, last, first] = [0, 0, i];
    }
    if (at > 0) block.writeUInt16LE(at - last, last + 4);
    writeEntry(block, at, entry, blockBytes - at);
    [at, last] = [at + bytes, at];
  }
  return [...blocks, { block, first }];
}

/** The last entry of a block reaches to its end. */
function writeEntry(block: Buffer, at: number, { name, inode, kind }: FolderEntry, bytes: number): void {
  block.writeUInt32LE(inode, at);
  block.writeUInt16LE(bytes, at + 4);
  block.writeUInt8(name.length, at + 6);
  block.writeUInt8(kinds[kind], at + 7);
  block.write(name, at + 8, 'latin1');
}

/** One entry without a name, over all of it. */
function emptyBlock(): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.writeUInt16LE(blockBytes, 4);
  return block;
}

/** A root, blocks of the index where it needs them, and lists that follow each other by the hashes of their names. */
function indexedBlocks(
  self: number,
  parent: number,
  entries: readonly FolderEntry[],
  seed: readonly number[],
): Buffer[] {
  const hashed = entries
    .map((entry) => ({ entry, hash: nameHash(Buffer.from(entry.name, 'latin1'), seed) }))
    .sort((a, b) => a.hash - b.hash || (a.entry.name < b.entry.name ? -1 : 1));
  const lists = listBlocks(hashed.map(({ entry }) => entry));
  const direct = lists.length <= mostInRoot;
  const nodes = direct ? 0 : Math.ceil(lists.length / mostInNode);
  const leaves = lists.map(({ first }, i) => {
    const hash = hashed[first]?.hash ?? 0;
    // The lowest bit: the list before has names of this hash too.
    const goesOn = i > 0 && hashed[first - 1]?.hash === hash ? 1 : 0;
    return { hash: hash + goesOn, block: 1 + nodes + i };
  });
  const above = Array.from({ length: nodes }, (_, i) => ({
    hash: leaves[i * mostInNode]?.hash ?? 0,
    block: 1 + i,
    below: leaves.slice(i * mostInNode, (i + 1) * mostInNode),
  }));
  const root = Buffer.alloc(blockBytes);
  writeEntry(root, 0, { name: '.', inode: self, kind: 'folder' }, 12);
  writeEntry(root, 12, { name: '..', inode: parent, kind: 'folder' }, blockBytes - 12);
  root.writeUInt8(halfMd4, 28);
  root.writeUInt8(8, 29);
  root.writeUInt8(direct ? 0 : 1, 30);
  writeIndex(root, rootEntriesAt, mostInRoot, direct ? leaves : above);
  const nodeBlocks = above.map(({ below }) => {
    const node = emptyBlock();
    writeIndex(node, nodeEntriesAt, mostInNode, below);
    return node;
  });
  return [root, ...nodeBlocks, ...lists.map(({ block }) => block)];
}

/** Where the first would have its hash stands how many there can be, and are: all that is less is there. */
function writeIndex(
  block: Buffer,
  at: number,
  most: number,
  entries: readonly { readonly hash: number; readonly block: number }[],
): void {
  entries.forEach((entry, i) => {
    if (i > 0) block.writeUInt32LE(entry.hash, at + i * indexEntryBytes);
    block.writeUInt32LE(entry.block, at + i * indexEntryBytes + 4);
  });
  block.writeUInt16LE(most, at);
  block.writeUInt16LE(entries.length, at + 2);
}
