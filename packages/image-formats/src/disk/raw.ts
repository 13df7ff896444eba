/** The bytes of a disk as they are. Nothing says so: what else it could be was tried before. */
import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { DiskInspection, Warning } from '../inspection.ts';
import { virtualBytesOf } from './virtual-size.ts';

const sectorBytes = 512;

/** What somebody would notice as the beginning of a disk: where, and what is there. */
const signs: readonly (readonly [at: number, bytes: Buffer])[] = [
  [510, Buffer.from([0x55, 0xaa])],
  [512, Buffer.from('EFI PART')],
  // ext2 to ext4, XFS, Btrfs, swap, LVM.
  [1080, Buffer.from([0x53, 0xef])],
  [0, Buffer.from('XFSB')],
  [0x1_0040, Buffer.from('_BHRfS_M')],
  [4086, Buffer.from('SWAPSPACE2')],
  [512, Buffer.from('LABELONE')],
];

export async function inspectRaw(source: ByteSource, mostVirtualBytes: number): Promise<DiskInspection> {
  if (source.bytes < sectorBytes) throw formatError('image-unknown', 'The file is too short to be an image.');
  const begin = await source.read(0, 0x1_0080);
  const found = signs.some(([at, bytes]) => begin.subarray(at, at + bytes.length).equals(bytes));
  // A page of text is what a download gives instead of an image.
  if (!found && isText(begin)) throw formatError('image-unknown', 'The file is text, and no image.');
  const padded = Math.ceil(source.bytes / sectorBytes) * sectorBytes;
  const virtualBytes = virtualBytesOf(BigInt(padded), mostVirtualBytes);
  const warnings: Warning[] = [];
  if (!found) {
    const message = 'The file has no partition table and no file system that is known; it is taken as a disk as it is.';
    warnings.push({ code: 'no-partitions', message });
  }
  if (padded !== source.bytes) {
    warnings.push({ code: 'padded', message: `The disk gets ${padded - source.bytes} bytes more, to whole sectors.` });
  }
  return { kind: 'disk', format: 'raw', virtualBytes, warnings };
}

/** A character that goes over the end of what is looked at may be cut there. */
function isText(begin: Buffer): boolean {
  const page = begin.subarray(0, sectorBytes);
  const whole = [0, 1, 2, 3].some((cut) => isUtf8(page.subarray(0, page.length - cut)));
  return whole && page.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}
