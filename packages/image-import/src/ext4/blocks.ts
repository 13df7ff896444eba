/** Which blocks are taken. What became free is taken again first, so that nothing of a file that went stays on the disk. */
import { importError } from '../errors.ts';
import { blocksBeforeFront, mostBlocks, skipFront } from './geometry.ts';

export interface Run {
  readonly block: number;
  readonly count: number;
}

/** Of one extent (EXT_INIT_MAX_LEN). */
const mostOfExtent = 32_768;

export class Blocks {
  /** The first that was never taken. */
  #next = skipFront(0);
  #free: Run[] = [];
  #used = new Uint8Array(0);

  get end(): number {
    return this.#next;
  }

  /** Given back and not taken again: they hold what was there. */
  get freed(): readonly Run[] {
    return this.#free;
  }

  /** So many, in as few runs as may be. */
  take(count: number): Run[] {
    const runs: Run[] = [];
    for (let left = count; left > 0; ) {
      const run = this.#fromFreed(left) ?? this.#fresh(left);
      this.#mark(run, true);
      runs.push(run);
      left -= run.count;
    }
    return runs;
  }

  /** So many that follow each other. */
  takeTogether(count: number): number {
    const block = placeTogether(this.#next, count);
    this.#next = skipFront(this.#bounded(block + count));
    this.#mark({ block, count }, true);
    return block;
  }

  give(runs: readonly Run[]): void {
    for (const { block, count } of runs) {
      this.#free.push({ block, count });
      this.#mark({ block, count }, false);
    }
  }

  isUsed(block: number): boolean {
    return ((this.#used[block >> 3] ?? 0) & (1 << (block & 7))) !== 0;
  }

  #fromFreed(most: number): Run | undefined {
    const run = this.#free.pop();
    if (run === undefined || run.count <= most) return run;
    this.#free.push({ block: run.block + most, count: run.count - most });
    return { block: run.block, count: most };
  }

  #fresh(most: number): Run {
    const block = this.#next;
    const count = Math.min(most, blocksBeforeFront(block), mostOfExtent);
    this.#next = skipFront(this.#bounded(block + count));
    return { block, count };
  }

  #bounded(end: number): number {
    if (end <= mostBlocks) return end;
    throw importError('import-too-much', 'The root file system is larger than any that is made.');
  }

  #mark({ block, count }: Run, used: boolean): void {
    const needed = Math.ceil((block + count) / 8);
    if (needed > this.#used.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#used.length, 4096));
      larger.set(this.#used);
      this.#used = larger;
    }
    for (let at = block; at < block + count; at++) {
      const bit = 1 << (at & 7);
      const byte = this.#used[at >> 3] ?? 0;
      this.#used[at >> 3] = used ? byte | bit : byte & ~bit;
    }
  }
}

/** Where so many blocks that follow each other can lie, from a block on. */
export function placeTogether(next: number, count: number): number {
  let block = skipFront(next);
  while (blocksBeforeFront(block) < count) block = skipFront(block + blocksBeforeFront(block));
  return block;
}
