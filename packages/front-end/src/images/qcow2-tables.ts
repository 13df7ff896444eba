/**
 * Looks whether all that the tables of a qcow2 file name lies within the file (QEMU's docs/interop/qcow2.txt). A file that
 * was cut short while it was copied or downloaded still has a whole header: it would be registered, and its guests would
 * find holes. It judges only; who imports refuses.
 */
import type { FileHandle } from 'node:fs/promises';
import { FrontEndError } from '@skerry/api/errors';
import type { Qcow2Header } from './qcow2-header.ts';

/** Bits 9 to 55 of an entry: where a table or a cluster begins. */
const offsetMask = 0x00ff_ffff_ffff_fe00n;
const compressed = 1n << 62n;
/** It reads as zeroes, whatever is kept for it. */
const zero = 1n;
const sector = 512n;
/** Bytes of a table that are read at once: a table may be as large as the disk that it describes is absurd. */
const chunkBytes = 64 * 1024;

/** Throws `not-qcow2` when a table, a cluster or a count of clusters lies behind the end of the file. */
export async function checkQcow2Tables(file: FileHandle, header: Qcow2Header, fileBytes: number): Promise<void> {
  const end = BigInt(fileBytes);
  const within = (offset: bigint, bytes: bigint, what: string) => {
    if (offset + bytes > end) throw cutShort(what, offset + bytes, end);
  };
  const clusterBytes = 1n << BigInt(header.clusterBits);
  const tables = new Set<bigint>();
  within(header.l1Offset, BigInt(header.l1Entries) * 8n, 'a table');
  for await (const entry of entriesOf(file, header.l1Offset, header.l1Entries, 8)) tables.add(entry & offsetMask);
  tables.delete(0n);
  const perTable = Number(clusterBytes) / header.l2EntryBytes;
  for (const table of tables) {
    within(table, clusterBytes, 'a table');
    for await (const entry of entriesOf(file, table, perTable, header.l2EntryBytes)) {
      if ((entry & compressed) !== 0n) within(lastSectorOf(entry, header.clusterBits), 1n, 'compressed data');
      // The last cluster of a file may be a short one: its rest reads as zeroes.
      else if ((entry & zero) === 0n && (entry & offsetMask) !== 0n) within(entry & offsetMask, 1n, 'data');
    }
  }
  const counts = header.refcountClusters * Number(clusterBytes);
  within(header.refcountOffset, BigInt(counts), 'a table');
  for await (const entry of entriesOf(file, header.refcountOffset, counts / 8, 8)) {
    const block = entry & ~(sector - 1n);
    if (block !== 0n) within(block, clusterBytes, 'a table');
  }
}

/** How a compressed entry is divided depends on the size of clusters: where it begins, and how many more sectors it has. */
function lastSectorOf(entry: bigint, clusterBits: number): bigint {
  const split = 62n - (BigInt(clusterBits) - 8n);
  const begin = entry & ((1n << split) - 1n);
  const more = (entry & ~(3n << 62n)) >> split;
  return (begin / sector + more) * sector;
}

async function* entriesOf(
  file: FileHandle,
  offset: bigint,
  entries: number,
  entryBytes: number,
): AsyncIterable<bigint> {
  const buffer = Buffer.alloc(Math.min(chunkBytes, Math.max(entryBytes, entries * entryBytes)));
  const bytes = entries * entryBytes;
  for (let at = 0; at < bytes; at += buffer.length) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, bytes - at), Number(offset) + at);
    for (let i = 0; i + 8 <= bytesRead; i += entryBytes) yield buffer.readBigUInt64BE(i);
    if (bytesRead === 0) return;
  }
}

const cutShort = (what: string, needed: bigint, end: bigint): FrontEndError =>
  new FrontEndError(
    'not-qcow2',
    `The image is cut short: it has ${what} up to byte ${needed}, and the file ends at byte ${end}.`,
    { field: 'path', hint: 'Copy or download it again; "qemu-img check FILE" must find no error in it.' },
  );
