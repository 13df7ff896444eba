/** Bounds on what an archive unpacks to: a few kilobytes can say that they are all the disks of a site. Pure. */
import type { TarEntry } from '@skerry/image-formats';
import { importError } from '../errors.ts';
import { refused } from './tree.ts';

export interface RootLimits {
  /** Of all layers, unpacked; what a later layer takes away counts too, for it is written first. */
  readonly mostBytes: number;
  readonly mostFiles: number;
  /** Of memory, for what is not data: names, links, attributes, where data is. */
  readonly mostFactBytes: number;
  /** Unpacked for each byte that came. Only beyond `freeBytes`: small files of zeroes are nobody's harm. */
  readonly mostRatio: number;
  readonly freeBytes: number;
}

const MiB = 1024 * 1024;
export const usualLimits: RootLimits = {
  mostBytes: 64 * 1024 * MiB,
  mostFiles: 1_000_000,
  mostFactBytes: 256 * MiB,
  // Text packs to a tenth, a log of one line to a hundredth; gzip can reach 1,030, zstd far more.
  mostRatio: 250,
  freeBytes: 256 * MiB,
};

/** Of ext4 with such blocks, holes included. */
const longestFile = 2 ** 44 - 4096;

export class Budget {
  readonly #limits: RootLimits;
  #packed = 0;
  #unpacked = 0;
  #files = 0;
  #factBytes = 0;

  constructor(limits: RootLimits) {
    this.#limits = limits;
  }

  get packed(): number {
    return this.#packed;
  }

  get unpacked(): number {
    return this.#unpacked;
  }

  countPacked(bytes: number): void {
    this.#packed += bytes;
  }

  countUnpacked(bytes: number): void {
    this.#unpacked += bytes;
    const { mostBytes, mostRatio, freeBytes } = this.#limits;
    if (this.#unpacked > mostBytes) throw tooMuch(`it unpacks to more than ${mostBytes} bytes`);
    if (this.#unpacked > freeBytes && this.#unpacked > this.#packed * mostRatio) {
      throw tooMuch(`it unpacks to more than ${mostRatio} times its size`);
    }
  }

  countNode(): void {
    if (++this.#files > this.#limits.mostFiles) throw tooMuch(`it has more than ${this.#limits.mostFiles} files`);
  }

  countFile(entry: TarEntry): void {
    this.countNode();
    this.#factBytes += factBytesOf(entry);
    if (this.#factBytes > this.#limits.mostFactBytes) throw tooMuch('its names and attributes take too much memory');
    if (entry.bytes > longestFile) throw refused(entry.name, 'is longer than any file can be');
    const stored = entry.parts.reduce((sum, part) => sum + part.bytes, 0);
    if (stored > this.#limits.mostBytes) throw tooMuch(`it says to hold a file of ${stored} bytes`);
  }
}

/** Of attributes a block at most is kept. */
function factBytesOf({ name, target, attributes, parts }: TarEntry): number {
  const values = [...attributes.values()].reduce((sum, value) => sum + value.length, 0);
  return name.length + target.length + Math.min(values, 4096) + parts.length * 64;
}

const tooMuch = (what: string) => importError('import-too-much', `The root file system is refused: ${what}.`);
