/**
 * Remembers beside the state file how far commits were acknowledged. A write-ahead log whose end is cut off or damaged
 * reads like one of which less was written: SQLite takes what is whole and says nothing. So the next open compares.
 *
 * Written after the sync of a commit and not synced itself: after a loss of power it may say less than the truth, never
 * more. It belongs to one file (a back-up that is put in its place is another one) and goes with a clean close, after
 * which there is no log that could lose anything.
 */
import { closeSync, constants, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { storeError } from '../errors.ts';

export const markPath = (path: string): string => `${path}-mark`;

export class AcknowledgedMark {
  private readonly path: string;
  private readonly identity: string;
  private fd: number | undefined;

  constructor(path: string) {
    this.path = path;
    this.identity = identityOf(path);
  }

  /** A full disk leaves an older mark, which promises less and is still true. */
  note(revision: number): void {
    try {
      this.fd ??= openSync(markPath(this.path), constants.O_RDWR | constants.O_CREAT, 0o600);
      // One write of one length within one sector: it is there whole or as it was.
      writeSync(this.fd, `${this.identity} ${revision}`.padEnd(markBytes), 0);
    } catch (error) {
      if (!noRoom.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  /** All is in the state file: there is nothing left to compare. */
  remove(): void {
    this.release();
    rmSync(markPath(this.path), { force: true });
  }

  release(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }
}

/** Throws `store-corrupt` when more was acknowledged than is there. */
export function assertNothingLost(path: string, revision: number): void {
  const acknowledged = readMark(path);
  if (acknowledged === undefined || revision >= acknowledged) return;
  throw storeError('store-corrupt', {
    message: `The last ${acknowledged - revision} acknowledged changes are missing: the end of the write-ahead log is damaged. The files were left as they are.`,
    context: { path, revision, acknowledged },
  });
}

function readMark(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(markPath(path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [, identity, revision] = /^(\d+:\d+) (\d+) *$/.exec(text) ?? [];
  return identity === identityOf(path) ? Number(revision) : undefined;
}

function identityOf(path: string): string {
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return `${ino}:${birthtimeNs}`;
}

const markBytes = 64;
const noRoom = new Set(['ENOSPC', 'EDQUOT']);
