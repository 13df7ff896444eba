/**
 * Everything of an ext4 file system but the data of its files, which lies on the disk already. Written once, from front to
 * back; the same tree on the same disk gives the same bytes: times are those of the archive, and ids are made of a digest.
 */
import { emptyFolder, type Extent, type FolderNode, type RootNode } from '../root/node.ts';
import { writeBitmaps } from './bitmaps.ts';
import { extentTree } from './extent-tree.ts';
import { folderBlocks } from './folder.ts';
import { blockBytes, firstInode, groupBlocks, hasCopies, inodeBytes } from './geometry.ts';
import { devicePlace, type InodeFields, inodeOf, kindBits } from './inode.ts';
import { journalBlocks, journalSuperblock, resizeBlocks, resizeBytes } from './journal.ts';
import { type Plan, planOf } from './plan.ts';
import type { RootDisk } from './root-disk.ts';
import { type FileSystemFacts, groupTableOf, hashSeedOf, superblockOf } from './superblock.ts';

export interface FileSystemOptions {
  readonly label: string;
  readonly digest: string;
  /** Free when it is new. */
  readonly roomBytes: number;
}

export interface WrittenFileSystem {
  readonly bytes: number;
  readonly files: number;
  /** Attributes that ext4 cannot keep, by name, and on how many files. */
  readonly dropped: ReadonlyMap<string, number>;
}

/** One file for as many bytes of room: as mke2fs. */
const bytesPerInode = 16_384;
const rootInode = 2;
const resizeInode = 7;
const journalInode = 8;
/** More than so many, and the count says 1 (dir_nlink). */
const mostSubfolders = 65_000;
/** lost+found is made with room: e2fsck may have none when it needs it. */
const lostFoundBlocks = 4;

interface Made {
  readonly node: RootNode;
  readonly inode: number;
  readonly parent: number;
}

export async function writeFileSystem(
  root: FolderNode,
  disk: RootDisk,
  options: FileSystemOptions,
): Promise<WrittenFileSystem> {
  if (!root.children.has('lost+found')) root.children.set('lost+found', emptyFolder(0, 0o700));
  const made = numbered(root);
  const numberOf = new Map(made.map(({ node, inode }) => [node, inode]));
  const dropped = new Map<string, number>();
  const seed = hashSeedOf(options.digest);
  const inodes: (InodeFields | undefined)[] = [];
  for (const { node, inode, parent } of made) {
    inodes[inode] = await fieldsOf(node, inode, parent, { numberOf, disk, dropped, seed });
  }
  const { blocks } = disk;
  const roomBlocks = Math.ceil(options.roomBytes / blockBytes);
  const journal = journalBlocks(blocks.end + roomBlocks);
  const journalExtents = together(blocks.takeTogether(journal), journal);
  await disk.file.write((journalExtents[0]?.block ?? 0) * blockBytes, journalSuperblock(countOf(journalExtents)));
  const above = blocks.takeTogether(1);

  const wanted = firstInode - 1 + made.length + Math.ceil(options.roomBytes / bytesPerInode);
  const plan = planOf(blocks.end, roomBlocks, wanted);
  const journalTree = extentTree(journalExtents, () => 0);
  inodes[journalInode] = ownInode(
    countOf(journalExtents) * blockBytes,
    countOf(journalExtents),
    journalTree.root,
    true,
  );
  const resize = resizeBlocks(plan.groups, above);
  const resizePlace = Buffer.alloc(60);
  resizePlace.writeUInt32LE(above, 13 * 4);
  inodes[resizeInode] = ownInode(resizeBytes, resize.count, resizePlace, false);
  for (const { block, content } of resize.blocks) await disk.file.write(block * blockBytes, content);

  await writeInodes(disk, plan, inodes);
  // What is free holds nothing of what was there.
  for (const { block, count } of blocks.freed) await disk.file.zero(block * blockBytes, count * blockBytes);
  const groups = await writeBitmaps(disk, plan, inodes);
  const facts: FileSystemFacts = {
    label: options.label,
    digest: options.digest,
    blocks: plan.blocks,
    freeBlocks: groups.reduce((sum, group) => sum + group.freeBlocks, 0),
    groups: plan.groups,
    inodesPerGroup: plan.inodesPerGroup,
    freeInodes: groups.reduce((sum, group) => sum + group.freeInodes, 0),
    journalPlace: journalTree.root,
    journalBytes: countOf(journalExtents) * blockBytes,
  };
  const table = groupTableOf(groups);
  for (let group = 0; group < plan.groups; group++) {
    if (!hasCopies(group)) continue;
    const begin = group * groupBlocks * blockBytes;
    // In the first group behind what a boot loader may use.
    await disk.file.write(begin + (group === 0 ? 1024 : 0), superblockOf(facts, group));
    await disk.file.write(begin + blockBytes, table);
  }
  await disk.file.flush();
  return { bytes: plan.blocks * blockBytes, files: made.length, dropped };
}

/** Each file once, in the order of names; lost+found has the number that it has everywhere. */
function numbered(root: FolderNode): Made[] {
  const made: Made[] = [{ node: root, inode: rootInode, parent: rootInode }];
  const seen = new Set<RootNode>();
  let next = firstInode + 1;
  const todo: { readonly folder: FolderNode; readonly inode: number }[] = [{ folder: root, inode: rootInode }];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const [name, node] of sorted(at.folder)) {
      if (seen.has(node)) continue;
      seen.add(node);
      const inode = at.folder === root && name === 'lost+found' ? firstInode : next++;
      made.push({ node, inode, parent: at.inode });
      if (node.kind === 'folder') todo.push({ folder: node, inode });
    }
  }
  return made;
}

const sorted = (folder: FolderNode) => [...folder.children].sort(([a], [b]) => (a < b ? -1 : 1));

interface Making {
  readonly numberOf: ReadonlyMap<RootNode, number>;
  readonly disk: RootDisk;
  readonly dropped: Map<string, number>;
  readonly seed: readonly number[];
}

async function fieldsOf(
  node: RootNode,
  inode: number,
  parent: number,
  { numberOf, disk, dropped, seed }: Making,
): Promise<InodeFields> {
  const stored = node.attributes;
  for (const name of stored.dropped) dropped.set(name, (dropped.get(name) ?? 0) + 1);
  const attributes = stored.block ? (await disk.put(stored.block))[0] : undefined;
  const common = {
    mode: node.mode | kindBits[node.kind],
    uid: node.uid,
    gid: node.gid,
    modified: node.modified,
    names: node.names,
    attributes: stored.inode,
    attributesBlock: attributes?.block ?? 0,
  };
  const more = attributes ? 1 : 0;
  const inBlocks = async (extents: readonly Extent[], bytes: number, names = node.names): Promise<InodeFields> => {
    const tree = extentTree(extents, () => disk.blocks.takeTogether(1));
    for (const { block, content } of tree.nodes) await disk.file.write(block * blockBytes, content);
    const blocks = countOf(extents) + tree.nodes.length + more;
    return { ...common, names, bytes, blocks, place: tree.root, extents: true };
  };
  switch (node.kind) {
    case 'file':
      return inBlocks(node.extents, node.bytes);
    case 'folder': {
      const entries = sorted(node).map(([name, child]) => ({
        name,
        inode: numberOf.get(child) ?? 0,
        kind: child.kind,
      }));
      const least = inode === firstInode ? lostFoundBlocks : 1;
      const { content, indexed } = folderBlocks(inode, parent, entries, seed, least);
      const names = entries.filter(({ kind }) => kind === 'folder').length + 2;
      const blocks = await inBlocks(await disk.put(content), content.length, names > mostSubfolders ? 1 : names);
      return { ...blocks, indexed };
    }
    case 'symlink': {
      const target = Buffer.from(node.target, 'latin1');
      if (target.length >= 60) return inBlocks(await disk.put(target), target.length);
      const place = Buffer.alloc(60);
      target.copy(place);
      return { ...common, bytes: target.length, blocks: more, place, extents: false };
    }
    case 'character':
    case 'block':
    case 'fifo': {
      const place = node.kind === 'fifo' ? Buffer.alloc(60) : devicePlace(node.major, node.minor);
      return { ...common, bytes: 0, blocks: more, place, extents: false };
    }
  }
}

const ownInode = (bytes: number, blocks: number, place: Buffer, extents: boolean): InodeFields => ({
  mode: kindBits.file | 0o600,
  uid: 0,
  gid: 0,
  bytes,
  modified: { seconds: 0, nanoseconds: 0 },
  names: 1,
  blocks,
  place,
  extents,
  attributes: Buffer.alloc(0),
  attributesBlock: 0,
});

const countOf = (extents: readonly Extent[]) => extents.reduce((sum, extent) => sum + extent.count, 0);
const together = (block: number, count: number): Extent[] => [{ at: 0, block, count }];

async function writeInodes(disk: RootDisk, plan: Plan, inodes: readonly (InodeFields | undefined)[]): Promise<void> {
  for (let inode = 1; inode < inodes.length; inode++) {
    const fields = inodes[inode];
    if (fields === undefined) continue;
    const group = Math.floor((inode - 1) / plan.inodesPerGroup);
    const within = (inode - 1) % plan.inodesPerGroup;
    const at = (plan.tables[group]?.inodeTable ?? 0) * blockBytes + within * inodeBytes;
    await disk.file.write(at, inodeOf(fields));
  }
}
