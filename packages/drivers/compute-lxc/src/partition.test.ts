import { describe, expect, it } from 'vitest';
import { grownTable, linuxPartition } from './partition.ts';

const mebibyte = 1024 * 1024;

/** A first sector with one Linux partition of each given start and size, in MiB. */
function table(...partitions: readonly (readonly [start: number, size: number, type?: number])[]): Buffer {
  const head = Buffer.alloc(512);
  head.writeUInt16LE(0xaa55, 510);
  partitions.forEach(([start, size, type = 0x83], index) => {
    head[446 + index * 16 + 4] = type;
    head.writeUInt32LE(start * 2048, 446 + index * 16 + 8);
    head.writeUInt32LE(size * 2048, 446 + index * 16 + 12);
  });
  return head;
}

describe('partition table', () => {
  it('tells where the Linux partition is', () => {
    expect(linuxPartition(table([1, 63]))).toEqual({ offset: mebibyte, size: 63 * mebibyte });
    expect(linuxPartition(table([1, 8, 0x82], [9, 20]))).toEqual({ offset: 9 * mebibyte, size: 20 * mebibyte });
  });

  it('finds none on a disk without a table, or with another kind of table', () => {
    expect(linuxPartition(Buffer.alloc(512))).toBeUndefined();
    expect(linuxPartition(Buffer.alloc(10))).toBeUndefined();
    expect(linuxPartition(table([0, 100, 0xee]))).toBeUndefined();
  });

  it('grows the last partition to the end of the disk, in whole MiB', () => {
    const grown = grownTable(table([1, 63]), 200 * mebibyte + 5000);
    expect(grown && linuxPartition(grown)).toEqual({ offset: mebibyte, size: 199 * mebibyte });
  });

  it('leaves the table alone when there is nothing to gain, or another partition in the way', () => {
    expect(grownTable(table([1, 63]), 64 * mebibyte)).toBeUndefined();
    expect(grownTable(table([1, 63]), 64.5 * mebibyte)).toBeUndefined();
    expect(grownTable(table([1, 63], [64, 10, 0x82]), 200 * mebibyte)).toBeUndefined();
  });

  it('counts no further than a classic table can', () => {
    const grown = grownTable(table([1, 63]), 8 * 1024 ** 4);
    expect((grown && linuxPartition(grown))?.size).toBeLessThan(2 * 1024 ** 4);
  });
});
