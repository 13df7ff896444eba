/**
 * Extended attributes, in the inode where they fit, else in a block (Linux' Documentation/filesystems/ext4/attributes.rst).
 * Pure.
 */
import { blockBytes, inodeBytes } from './geometry.ts';

const magic = 0xea02_0000;
/** Behind the fields of an inode. */
export const inodeAttributesAt = 160;
const blockHeaderBytes = 32;
const entryHeaderBytes = 16;

/** The first part of a name is a number on disk. */
const prefixes: readonly (readonly [number, string])[] = [
  [2, 'system.posix_acl_access'],
  [3, 'system.posix_acl_default'],
  [1, 'user.'],
  [4, 'trusted.'],
  [6, 'security.'],
];

interface Entry {
  readonly index: number;
  readonly name: Buffer;
  readonly value: Buffer;
}

export interface StoredAttributes {
  /** For the inode; empty when there is nothing in it. */
  readonly inode: Buffer;
  readonly block: Buffer | undefined;
  /** Names that ext4 cannot keep, or for which there is no room. */
  readonly dropped: readonly string[];
}

export const noAttributes: StoredAttributes = { inode: Buffer.alloc(0), block: undefined, dropped: [] };

export function storeAttributes(attributes: ReadonlyMap<string, Buffer>): StoredAttributes {
  if (attributes.size === 0) return noAttributes;
  const dropped: string[] = [];
  const kept: Entry[] = [];
  for (const [name, value] of attributes) {
    const entry = entryOf(name, value);
    const size = blockHeaderBytes + [...kept, ...(entry ? [entry] : [])].reduce((sum, e) => sum + sizeOf(e), 4);
    if (entry === undefined || size > blockBytes) dropped.push(name);
    else kept.push(entry);
  }
  kept.sort((a, b) => a.index - b.index || a.name.length - b.name.length || a.name.compare(b.name));
  if (kept.length === 0) return { ...noAttributes, dropped };
  const room = inodeBytes - inodeAttributesAt;
  if (kept.reduce((sum, entry) => sum + sizeOf(entry), 8) <= room) {
    const inode = Buffer.alloc(room);
    inode.writeUInt32LE(magic, 0);
    fill(inode, 4, kept, 4);
    return { inode, block: undefined, dropped };
  }
  const block = Buffer.alloc(blockBytes);
  block.writeUInt32LE(magic, 0);
  block.writeUInt32LE(1, 4);
  block.writeUInt32LE(1, 8);
  const hashes = fill(block, blockHeaderBytes, kept, 0);
  block.writeUInt32LE(
    hashes.reduce((hash, one) => ((hash << 16) ^ (hash >>> 16) ^ one) >>> 0, 0),
    12,
  );
  return { ...noAttributes, block, dropped };
}

/** Entries from the front, values from the back; places of values count from `base`. The hashes of the entries. */
function fill(into: Buffer, begin: number, entries: readonly Entry[], base: number): number[] {
  let at = begin;
  let end = into.length;
  return entries.map((entry) => {
    end -= padded(entry.value.length);
    entry.value.copy(into, end);
    const hash = hashOf(entry);
    into.writeUInt8(entry.name.length, at);
    into.writeUInt8(entry.index, at + 1);
    into.writeUInt16LE(entry.value.length === 0 ? 0 : end - base, at + 2);
    into.writeUInt32LE(entry.value.length, at + 8);
    into.writeUInt32LE(hash, at + 12);
    entry.name.copy(into, at + entryHeaderBytes);
    at += entryHeaderBytes + padded(entry.name.length);
    return hash;
  });
}

function entryOf(full: string, value: Buffer): Entry | undefined {
  const found = prefixes.find(([, prefix]) => (prefix.endsWith('.') ? full.startsWith(prefix) : full === prefix));
  if (!found) return undefined;
  const [index, prefix] = found;
  const name = Buffer.from(full.slice(prefix.length), 'latin1');
  const stored = prefix.endsWith('.') ? value : accessList(value);
  if (stored === undefined || name.length > 255 || (prefix.endsWith('.') && name.length === 0)) return undefined;
  return { index, name, value: stored };
}

/** Of the kernel's form (version 2, eight bytes each) ext4 keeps a shorter one: ids only of named users and groups. */
function accessList(value: Buffer): Buffer | undefined {
  if (value.length < 4 || value.readUInt32LE(0) !== 2 || (value.length - 4) % 8 !== 0) return undefined;
  const parts: Buffer[] = [Buffer.from([1, 0, 0, 0])];
  for (let at = 4; at < value.length; at += 8) {
    const named = [2, 8].includes(value.readUInt16LE(at));
    parts.push(value.subarray(at, at + (named ? 8 : 4)));
  }
  return Buffer.concat(parts);
}

function hashOf({ name, value }: Entry): number {
  let hash = 0;
  for (const byte of name) hash = ((hash << 5) ^ (hash >>> 27) ^ byte) >>> 0;
  const words = Buffer.alloc(padded(value.length));
  value.copy(words);
  for (let at = 0; at < words.length; at += 4) hash = ((hash << 16) ^ (hash >>> 16) ^ words.readUInt32LE(at)) >>> 0;
  return hash;
}

const padded = (bytes: number) => Math.ceil(bytes / 4) * 4;
const sizeOf = ({ name, value }: Entry) => entryHeaderBytes + padded(name.length) + padded(value.length);
