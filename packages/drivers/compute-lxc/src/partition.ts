/** Where the root file system lies on the disk, in bytes. */
export interface Partition {
  readonly offset: number;
  readonly size: number;
}

const sector = 512;
const entryOffset = 446;
const linuxType = 0x83;
/** Partitions end on a whole MiB, as the tools that made the image align them. */
const alignment = 1024 * 1024;

/**
 * The Linux partition of a disk with a classic partition table (MBR), from its first sector. Images have one; undefined
 * when there is none, or the disk has another kind of table.
 */
export function linuxPartition(firstSector: Buffer): Partition | undefined {
  const index = linuxEntry(firstSector);
  if (index === undefined) return undefined;
  const entry = entryOffset + index * 16;
  return { offset: firstSector.readUInt32LE(entry + 8) * sector, size: firstSector.readUInt32LE(entry + 12) * sector };
}

/** The first sector with the partition grown to the end of the disk; undefined when there is nothing to gain. */
export function grownTable(firstSector: Buffer, diskBytes: number): Buffer | undefined {
  const index = linuxEntry(firstSector);
  const partition = linuxPartition(firstSector);
  if (index === undefined || !partition) return undefined;
  const isLast = [0, 1, 2, 3].every(
    (i) => firstSector.readUInt32LE(entryOffset + i * 16 + 8) * sector <= partition.offset,
  );
  // The table counts sectors in 32 bits.
  const end = Math.floor(Math.min(diskBytes, 0xffffffff * sector) / alignment) * alignment;
  if (!isLast || end < partition.offset + partition.size + alignment) return undefined;
  const grown = Buffer.from(firstSector);
  grown.writeUInt32LE((end - partition.offset) / sector, entryOffset + index * 16 + 12);
  return grown;
}

function linuxEntry(firstSector: Buffer): number | undefined {
  if (firstSector.length < sector || firstSector.readUInt16LE(510) !== 0xaa55) return undefined;
  const found = [0, 1, 2, 3].find((i) => firstSector[entryOffset + i * 16 + 4] === linuxType);
  return found;
}
