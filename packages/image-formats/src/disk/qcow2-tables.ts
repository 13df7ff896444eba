/**
 * Looks whether all that the tables of a qcow2 file name lies within the file (QEMU's docs/interop/qcow2.txt). A file that
 * was cut short while it was copied or downloaded still has a whole header, and its guests would find holes.
 */
import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { Qcow2Header } from './qcow2-header.ts';

/** Bits 9 to 55 of an entry: where a table or a cluster begins. */
const offsetMask = 0x00ff_ffff_ffff_fe00n;
const compressedBit = 1n << 62n;
/** It reads as zeroes, whatever is kept for it. */
const zero = 1n;
const sector = 512n;
/** Bytes of a table that are read at once: a table may be as large as the disk that it describes is absurd. */
const chunkBytes = 64 * 1024;

/** Throws `image-damaged` when a table, a cluster or a count of clusters lies behind the end of the file. */
export async function checkQcow2Tables(
  source: ByteSource,
  header: Qcow2Header,
): Promise<{ readonly compressed: boolean }> {
  const end = BigInt(source.bytes);
  let compressed = false;
  const within = (offset: bigint, bytes: bigint, what: string) => {
    if (offset + bytes > end) throw cutShort(what, offset + bytes, end);
  };
  const clusterBytes = 1n << BigInt(header.clusterBits);
  const tables = new Set<bigint>();
  within(header.l1Offset, BigInt(header.l1Entries) * 8n, 'a table');
  for await (const entry of entriesOf(source, header.l1Offset, header.l1Entries, 8)) tables.add(entry & offsetMask);
  tables.delete(0n);
  const perTable = Number(clusterBytes) / header.l2EntryBytes;
  for (const table of tables) {
    within(table, clusterBytes, 'a table');
    // Else they could overlap, and all of them be many times the file.
    if (table % clusterBytes !== 0n)
      throw formatError('image-damaged', 'The image is damaged: a table is out of place.');
    for await (const entry of entriesOf(source, table, perTable, header.l2EntryBytes)) {
      if ((entry & compressedBit) !== 0n) {
        compressed = true;
        within(lastSectorOf(entry, header.clusterBits), 1n, 'compressed data');
        // The last cluster of a file may be a short one: its rest reads as zeroes.
      } else if ((entry & zero) === 0n && (entry & offsetMask) !== 0n) within(entry & offsetMask, 1n, 'data');
    }
  }
  const counts = header.refcountClusters * Number(clusterBytes);
  within(header.refcountOffset, BigInt(counts), 'a table');
  for await (const entry of entriesOf(source, header.refcountOffset, counts / 8, 8)) {
    const block = entry & ~(sector - 1n);
    if (block !== 0n) within(block, clusterBytes, 'a table');
  }
  return { compressed };
}

/** How a compressed entry is divided depends on the size of clusters: where it begins, and how many more sectors it has. */
function lastSectorOf(entry: bigint, clusterBits: number): bigint {
  const split = 62n - (BigInt(clusterBits) - 8n);
  const begin = entry & ((1n << split) - 1n);
  const more = (entry & ~(3n << 62n)) >> split;
  return (begin / sector + more) * sector;
}

async function* entriesOf(
  source: ByteSource,
  offset: bigint,
  entries: number,
  entryBytes: number,
): AsyncIterable<bigint> {
  const bytes = entries * entryBytes;
  for (let at = 0; at < bytes; at += chunkBytes) {
    const chunk = await source.read(Number(offset) + at, Math.min(chunkBytes, bytes - at));
    for (let i = 0; i + 8 <= chunk.length; i += entryBytes) {
      // Most are empty, and a BigInt of each is what takes the time.
      if (chunk.readUInt32BE(i) !== 0 || chunk.readUInt32BE(i + 4) !== 0) yield chunk.readBigUInt64BE(i);
    }
    if (chunk.length === 0) return;
  }
}

const cutShort = (what: string, needed: bigint, end: bigint) =>
  formatError(
    'image-damaged',
    `The image is cut short: it has ${what} up to byte ${needed}, and the file ends at byte ${end}.`,
    { hint: 'Copy or download it again; "qemu-img check FILE" must find no error in it.' },
  );
