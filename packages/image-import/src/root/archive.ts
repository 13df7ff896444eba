/** The tar in a file, whatever it is packed with: gzip and zstd by Node, xz and squashfs by programs that are shut in. */
import { type ConfinedProgram, startConfined } from '@skerry/host-os';
import { bytesOf, type Compression, unpacked } from '@skerry/image-formats';
import type { OpenImage } from '../open-image.ts';
import { unxz } from '../xz.ts';
import type { Budget } from './budget.ts';

export interface Archive {
  readonly path: string;
  readonly format: 'tar' | 'squashfs';
  readonly compression: Compression;
}

/** sqfs2tar keeps tables of inodes and one block at a time. */
const limits = { memoryBytes: 1024 * 1024 * 1024, processorSeconds: 3_600, fileBytes: 0 };
const deadlineMs = 3_600_000;

export async function* tarOf(
  { path, format, compression }: Archive,
  { source }: OpenImage,
  budget: Budget,
  user: number,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const program = format === 'squashfs' ? squashfs(path, user, signal) : undefined;
  if (program !== undefined || compression === 'xz') {
    budget.countPacked(source.bytes);
    yield* counted(said(await (program ?? unxz(path, user, signal))), budget, signal);
    return;
  }
  const packed = (async function* () {
    for await (const piece of bytesOf(source)) {
      budget.countPacked(piece.length);
      yield piece;
    }
  })();
  yield* counted(unpacked(packed, compression), budget, signal);
}

async function* counted(stream: AsyncIterable<Buffer>, budget: Budget, signal?: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of stream) {
    signal?.throwIfAborted();
    budget.countUnpacked(piece.length);
    yield piece;
  }
}

/** What it wrote; whoever reads to the end learns there how it ended. Who does not wants no more of it. */
async function* said(program: ConfinedProgram): AsyncGenerator<Buffer> {
  let over = false;
  try {
    for await (const piece of program.stdout as AsyncIterable<Buffer>) yield piece;
    over = true;
  } catch {
    // It was ended; the reason is told below.
    over = true;
  } finally {
    if (!over) program.stop();
  }
  await program.ended;
}

const squashfs = (path: string, user: number, signal?: AbortSignal): Promise<ConfinedProgram> =>
  startConfined('sqfs2tar', ['--root-becomes', '.', '/in'], {
    user,
    reads: { [path]: '/in' },
    writes: {},
    limits,
    deadlineMs,
    ...(signal === undefined ? {} : { signal }),
  });
