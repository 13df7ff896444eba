/**
 * The header of a qcow2 file (QEMU's docs/interop/qcow2.txt). A backing or data file would let an image read any file of
 * the machine that opens it.
 */
import { formatError } from '../errors.ts';
import { virtualBytesOf } from './virtual-size.ts';

export const qcow2Magic = 0x5146_49fb;
/** Of the file, as far as the header goes. */
export const headerBytes = 104;
/** Bits of incompatible features. */
const corrupt = 1n << 1n;
const externalData = 1n << 2n;
const extendedL2 = 1n << 4n;
const known = 0x1fn;
/** Of the table above all others, as QEMU itself bounds it. */
const mostL1Entries = 4 * 1024 * 1024;
/** The same: 8 MiB of table. */
const mostRefcountBytes = 8 * 1024 * 1024;

/** What of a header says where the rest of the file is. */
export interface Qcow2Header {
  readonly virtualBytes: number;
  readonly clusterBits: number;
  readonly l1Offset: bigint;
  readonly l1Entries: number;
  /** Twice as large where parts of a cluster are kept by themselves. */
  readonly l2EntryBytes: 8 | 16;
  readonly refcountOffset: bigint;
  readonly refcountClusters: number;
  readonly snapshots: number;
}

/** Refuses everything that is not whole in one file. */
export function readQcow2Header(bytes: Buffer, fileBytes: number, mostVirtualBytes: number): Qcow2Header {
  const damaged = (message: string, hint?: string) => formatError('image-damaged', message, hint ? { hint } : {});
  if (bytes.length < 72) throw damaged('The header of the image is cut short.');
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) {
    throw formatError('image-unknown', `Version ${version} of qcow2 is not known.`, {
      hint: 'Convert it with "qemu-img convert -O qcow2 IN OUT".',
    });
  }
  if (bytes.readBigUInt64BE(8) !== 0n) {
    throw formatError('image-not-whole', 'The image has a backing file: only what differs from that is in it.');
  }
  const clusterBits = bytes.readUInt32BE(20);
  if (clusterBits < 9 || clusterBits > 21) throw damaged('The header of the image is damaged.');
  const virtualBytes = virtualBytesOf(bytes.readBigUInt64BE(24), mostVirtualBytes);
  if (bytes.readUInt32BE(32) !== 0) throw formatError('image-encrypted', 'The image is encrypted.');
  const l1Offset = bytes.readBigUInt64BE(40);
  if (l1Offset >= BigInt(fileBytes)) throw damaged('The image is cut short: its tables lie behind its end.');
  const l1Entries = bytes.readUInt32BE(36);
  const refcountClusters = bytes.readUInt32BE(56);
  if (l1Entries > mostL1Entries || refcountClusters * 2 ** clusterBits > mostRefcountBytes) {
    throw damaged('The header of the image is damaged: its tables are larger than any disk needs.');
  }
  let l2EntryBytes: Qcow2Header['l2EntryBytes'] = 8;
  if (version === 3) {
    if (bytes.length < headerBytes) throw damaged('The header of the image is cut short.');
    const features = bytes.readBigUInt64BE(72);
    if ((features & externalData) !== 0n) {
      throw formatError('image-not-whole', 'The image keeps its data in another file.');
    }
    if ((features & corrupt) !== 0n)
      throw damaged('The image is marked as damaged.', 'Repair it with "qemu-img check -r all FILE".');
    if ((features & ~known) !== 0n) throw damaged('The image uses features of qcow2 that are not known.');
    if ((features & extendedL2) !== 0n) l2EntryBytes = 16;
  }
  return {
    virtualBytes,
    clusterBits,
    l1Offset,
    l1Entries,
    l2EntryBytes,
    refcountOffset: bytes.readBigUInt64BE(48),
    refcountClusters,
    snapshots: bytes.readUInt32BE(60),
  };
}
