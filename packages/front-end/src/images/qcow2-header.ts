import { maxDiskBytes } from '@skerry/domain';
import { FrontEndError } from '@skerry/api/errors';

/** Bytes of a file that are needed to read its header. */
export const headerBytes = 104;
const magic = 0x5146_49fb;
/** Bits of incompatible features: 0 dirty, 1 corrupt, 2 external data file, 3 compression type, 4 extended L2. */
const externalData = 1n << 2n;
const corrupt = 1n << 1n;
const extendedL2 = 1n << 4n;

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
}

/** Of the table above all others, as QEMU itself bounds it. */
const mostL1Entries = 4 * 1024 * 1024;

/**
 * The virtual size in bytes of a qcow2 file, from its first bytes (QEMU's docs/interop/qcow2.txt). Refuses, with
 * `not-qcow2`, everything that is not whole in one file: a backing or data file would let an image read any file of
 * the machine that opens it.
 */
export function readQcow2Header(bytes: Buffer, fileBytes: number): Qcow2Header {
  const refuse = (message: string, hint?: string) =>
    new FrontEndError('not-qcow2', message, { field: 'path', ...(hint === undefined ? {} : { hint }) });
  if (bytes.length < 72 || bytes.readUInt32BE(0) !== magic) throw refuse('The file is not a qcow2 image.');
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw refuse(`Version ${version} of qcow2 is not known.`);
  const flat = 'Flatten it with "qemu-img convert -O qcow2 IN OUT".';
  if (bytes.readBigUInt64BE(8) !== 0n) throw refuse('The image has a backing file.', flat);
  const clusterBits = bytes.readUInt32BE(20);
  if (clusterBits < 9 || clusterBits > 21) throw refuse('The header of the image is damaged.');
  const virtualBytes = bytes.readBigUInt64BE(24);
  if (virtualBytes === 0n || virtualBytes > BigInt(maxDiskBytes)) {
    throw refuse(`The virtual size of the image is ${virtualBytes} bytes; it may have 1 to ${maxDiskBytes}.`);
  }
  if (bytes.readUInt32BE(32) !== 0)
    throw refuse('The image is encrypted.', 'Decrypt it with "qemu-img convert" first.');
  const l1Offset = bytes.readBigUInt64BE(40);
  if (l1Offset >= BigInt(fileBytes)) throw refuse('The image is cut short: its tables lie behind its end.');
  const l1Entries = bytes.readUInt32BE(36);
  if (l1Entries > mostL1Entries) throw refuse('The header of the image is damaged.');
  let l2EntryBytes: Qcow2Header['l2EntryBytes'] = 8;
  if (version === 3) {
    if (bytes.length < headerBytes) throw refuse('The header of the image is cut short.');
    const features = bytes.readBigUInt64BE(72);
    if ((features & externalData) !== 0n) throw refuse('The image keeps its data in another file.', flat);
    if ((features & corrupt) !== 0n)
      throw refuse('The image is marked as damaged.', 'Repair it with "qemu-img check -r".');
    if ((features & extendedL2) !== 0n) l2EntryBytes = 16;
  }
  return {
    virtualBytes: Number(virtualBytes),
    clusterBits,
    l1Offset,
    l1Entries,
    l2EntryBytes,
    refcountOffset: bytes.readBigUInt64BE(48),
    refcountClusters: bytes.readUInt32BE(56),
  };
}
