/** The superblock and the table of groups (Linux' Documentation/filesystems/ext4/super.rst, group_descr.rst). Pure. */
import { createHash } from 'node:crypto';
import { blockBytes, descriptorBlocks, descriptorBytes, firstInode, groupBlocks, inodeBytes } from './geometry.ts';

/** has_journal, ext_attr, resize_inode, dir_index. */
const compatible = 0x4 | 0x8 | 0x10 | 0x20;
/** filetype, extents, flex_bg: tables may lie in other groups. */
const incompatible = 0x2 | 0x40 | 0x200;
/** sparse_super, large_file, huge_file, dir_nlink, extra_isize. No sums: older kernels of hosts do not know all of them. */
const readOnly = 0x1 | 0x2 | 0x8 | 0x20 | 0x40;
/** user_xattr and acl, unless who mounts it says otherwise. */
const mountOptions = 0x4 | 0x8;
const halfMd4 = 1;
const signedHash = 1;
const groupsPerFlex = 16;

export interface FileSystemFacts {
  readonly label: string;
  /** The same for the same content. */
  readonly digest: string;
  readonly blocks: number;
  readonly freeBlocks: number;
  readonly groups: number;
  readonly inodesPerGroup: number;
  readonly freeInodes: number;
  /** Of the journal's inode, which the superblock has a copy of. */
  readonly journalPlace: Buffer;
  readonly journalBytes: number;
}

export interface GroupFacts {
  readonly blockBitmap: number;
  readonly inodeBitmap: number;
  readonly inodeTable: number;
  readonly freeBlocks: number;
  readonly freeInodes: number;
  readonly folders: number;
}

export const tableBlocksOf = (groups: number): number => Math.ceil((groups * descriptorBytes) / blockBytes);
export const reservedBlocksOf = (groups: number): number => descriptorBlocks - tableBlocksOf(groups);

/** 1,024 bytes; `group`: the one in which this copy lies. */
export function superblockOf(facts: FileSystemFacts, group: number): Buffer {
  const block = Buffer.alloc(1024);
  const number = (value: number, at: number) => block.writeUInt32LE(value, at);
  const short = (value: number, at: number) => block.writeUInt16LE(value, at);
  number(facts.groups * facts.inodesPerGroup, 0x00);
  number(facts.blocks, 0x04);
  number(facts.freeBlocks, 0x0c);
  number(facts.freeInodes, 0x10);
  number(2, 0x18);
  number(2, 0x1c);
  number(groupBlocks, 0x20);
  number(groupBlocks, 0x24);
  number(facts.inodesPerGroup, 0x28);
  short(0xffff, 0x36);
  short(0xef53, 0x38);
  // Clean; errors are told and gone on after, as mke2fs has it.
  short(1, 0x3a);
  short(1, 0x3c);
  number(1, 0x4c);
  number(firstInode, 0x54);
  short(inodeBytes, 0x58);
  short(group, 0x5a);
  number(compatible, 0x5c);
  number(incompatible, 0x60);
  number(readOnly, 0x64);
  uuidOf('file system', facts.digest).copy(block, 0x68);
  block.write(facts.label.slice(0, 16), 0x78, 'latin1');
  short(reservedBlocksOf(facts.groups), 0xce);
  number(8, 0xe0);
  hashSeedOf(facts.digest).forEach((word, i) => number(word, 0xec + i * 4));
  block.writeUInt8(halfMd4, 0xfc);
  block.writeUInt8(1, 0xfd);
  number(mountOptions, 0x100);
  facts.journalPlace.copy(block, 0x10c);
  number(Math.floor(facts.journalBytes / 2 ** 32), 0x148);
  number(facts.journalBytes % 2 ** 32, 0x14c);
  short(32, 0x15c);
  short(32, 0x15e);
  number(signedHash, 0x160);
  block.writeUInt8(Math.log2(groupsPerFlex), 0x174);
  return block;
}

/** Whole blocks. */
export function groupTableOf(groups: readonly GroupFacts[]): Buffer {
  const table = Buffer.alloc(tableBlocksOf(groups.length) * blockBytes);
  groups.forEach((group, i) => {
    const at = i * descriptorBytes;
    table.writeUInt32LE(group.blockBitmap, at);
    table.writeUInt32LE(group.inodeBitmap, at + 4);
    table.writeUInt32LE(group.inodeTable, at + 8);
    table.writeUInt16LE(group.freeBlocks, at + 12);
    table.writeUInt16LE(group.freeInodes, at + 14);
    table.writeUInt16LE(group.folders, at + 16);
  });
  return table;
}

/** Four words, of which the hash of names begins. */
export function hashSeedOf(digest: string): number[] {
  const seed = uuidOf('hash of names', digest);
  return [0, 4, 8, 12].map((at) => seed.readUInt32LE(at));
}

/** A UUID of the kind that is made of a name (RFC 9562, version 8). */
function uuidOf(what: string, digest: string): Buffer {
  const uuid = createHash('sha256').update(`skerry ${what} ${digest}`).digest().subarray(0, 16);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x80;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return uuid;
}
