/** An inode (Linux' Documentation/filesystems/ext4/inodes.rst). Pure. */
import type { TarTime } from '@skerry/image-formats';
import type { RootNode } from '../root/node.ts';
import { inodeAttributesAt } from './attributes.ts';
import { blockBytes, inodeBytes } from './geometry.ts';

export const kindBits: Readonly<Record<RootNode['kind'], number>> = {
  fifo: 0x1000,
  character: 0x2000,
  folder: 0x4000,
  block: 0x6000,
  file: 0x8000,
  symlink: 0xa000,
};
const hasExtents = 0x80000;
const hasIndex = 0x1000;
/** Of the fields behind the first 128 bytes. */
const extraBytes = 32;

export interface InodeFields {
  /** With the bits of its kind. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  readonly modified: TarTime;
  readonly names: number;
  /** All that it takes, its own tables included. */
  readonly blocks: number;
  /** 60 bytes: the root of its extents, a short link, a device. */
  readonly place: Buffer;
  readonly extents: boolean;
  /** Of a folder. */
  readonly indexed?: boolean;
  readonly attributes: Buffer;
  readonly attributesBlock: number;
}

export function inodeOf(fields: InodeFields): Buffer {
  const { uid, gid, bytes, modified } = fields;
  const inode = Buffer.alloc(inodeBytes);
  const seconds = Number(BigInt.asUintN(32, BigInt(modified.seconds)));
  // Two bits of the seconds beyond 2038, and the nanoseconds.
  const epoch = Math.min(3, Math.max(0, Math.floor((modified.seconds + 2 ** 31) / 2 ** 32)));
  const extra = ((modified.nanoseconds << 2) | epoch) >>> 0;
  const sectors = fields.blocks * (blockBytes / 512);
  inode.writeUInt16LE(fields.mode, 0);
  inode.writeUInt16LE(uid & 0xffff, 2);
  inode.writeUInt32LE(bytes % 2 ** 32, 4);
  for (const at of [8, 12, 16]) inode.writeUInt32LE(seconds, at);
  inode.writeUInt16LE(gid & 0xffff, 24);
  inode.writeUInt16LE(fields.names, 26);
  inode.writeUInt32LE(sectors % 2 ** 32, 28);
  inode.writeUInt32LE((fields.extents ? hasExtents : 0) | (fields.indexed ? hasIndex : 0), 32);
  fields.place.copy(inode, 40);
  inode.writeUInt32LE(fields.attributesBlock, 104);
  inode.writeUInt32LE(Math.floor(bytes / 2 ** 32), 108);
  inode.writeUInt16LE(Math.floor(sectors / 2 ** 32), 116);
  inode.writeUInt16LE(uid >>> 16, 120);
  inode.writeUInt16LE(gid >>> 16, 122);
  inode.writeUInt16LE(extraBytes, 128);
  for (const at of [132, 136, 140]) inode.writeUInt32LE(extra, at);
  inode.writeUInt32LE(seconds, 144);
  inode.writeUInt32LE(extra, 148);
  fields.attributes.copy(inode, inodeAttributesAt);
  return inode;
}

/** As the kernel keeps the number of a device: the short form where it is enough. */
export function devicePlace(major: number, minor: number): Buffer {
  const place = Buffer.alloc(60);
  if (major < 256 && minor < 256) place.writeUInt32LE((major << 8) | minor, 0);
  else place.writeUInt32LE(((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0, 4);
  return place;
}
