/** A classic table (MBR) with one Linux partition up to the end of the disk, as the images have that come with Skerry. Pure. */
import { createHash } from 'node:crypto';

const sectorBytes = 512;
const entryAt = 446;
const linux = 0x83;
/** Begin and end of a partition: aligned for every disk, and where the drivers let it grow. */
export const alignment = 1024 * 1024;
/** The table counts sectors in 32 bits. */
export const mostPartitionBytes = 0xffff_ffff * sectorBytes;

/** The first sector. `bytes`: of the partition, which begins behind the first MiB. */
export function partitionTable(bytes: number, digest: string): Buffer {
  const sector = Buffer.alloc(sectorBytes);
  // By which a kernel can be told of its root: PARTUUID.
  createHash('sha256').update(`skerry disk ${digest}`).digest().copy(sector, 440, 0, 4);
  // Cylinders and heads: more than there are, so nobody goes by them.
  Buffer.from([0x00, 0xfe, 0xff, 0xff, linux, 0xfe, 0xff, 0xff]).copy(sector, entryAt);
  sector.writeUInt32LE(alignment / sectorBytes, entryAt + 8);
  sector.writeUInt32LE(bytes / sectorBytes, entryAt + 12);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
