/**
 * Reads on in a log that others append to and that is put away when it is long, by another name or as a copy. Where a
 * reader was is said by itself: how far into its file, and what stood before that. So nobody keeps a list of readers, and
 * one that comes back after a restart goes on where it was, as long as that is kept.
 */
import { createHash } from 'node:crypto';
import { openUntrusted } from './untrusted-file.ts';

export interface LogPart {
  readonly bytes: Buffer;
  readonly next: string;
}

/** Bytes before a place by which it is known again. More is read for nothing, fewer may stand elsewhere too. */
const anchorBytes = 64;

/**
 * What follows a place, at most `most` bytes, in whole lines but where a line is longer or nothing more came for a second;
 * without a place the last `most` bytes. What was put away and is gone is passed over. `files`: newest first.
 */
export async function readLog(files: readonly string[], place: string | undefined, most: number): Promise<LogPart> {
  const kept = (await Promise.all(files.map(contentOf))).toReversed();
  const [index, offset] = (place === undefined ? undefined : found(kept, place)) ?? startOf(kept, place, most);
  const rest = kept.slice(index).map(({ content }, i) => (i === 0 ? content.subarray(offset) : content));
  const all = Buffer.concat(rest);
  const isQuiet = kept.every(({ quietMs }) => quietMs > 1000);
  const length = wholeLines(all, most, isQuiet);
  let [file, end] = [index, offset + length];
  for (; file < kept.length - 1 && end > (kept[file]?.content.length ?? 0); file++) {
    end -= kept[file]?.content.length ?? 0;
  }
  return { bytes: all.subarray(0, length), next: placeOf(kept[file]?.content ?? Buffer.alloc(0), end) };
}

interface Kept {
  readonly content: Buffer;
  readonly quietMs: number;
}

async function contentOf(path: string): Promise<Kept> {
  const file = await openUntrusted(path);
  if (!file) return { content: Buffer.alloc(0), quietMs: Infinity };
  try {
    const { size, mtimeMs } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
    return { content: buffer.subarray(0, bytesRead), quietMs: Date.now() - mtimeMs };
  } finally {
    await file.close();
  }
}

/** In the newest file first: most readers are there. */
function found(kept: readonly Kept[], place: string): [number, number] | undefined {
  const offset = Number(place.split('-')[0]);
  // Nothing had been printed yet.
  if (offset === 0) return [0, 0];
  for (let i = kept.length - 1; i >= 0; i--) {
    const content = kept[i]?.content ?? Buffer.alloc(0);
    if (offset <= content.length && placeOf(content, offset) === place) return [i, offset];
  }
  return undefined;
}

/** Where somebody begins who was nowhere, or whose place is gone: near the end, or at the oldest that is kept. */
function startOf(kept: readonly Kept[], place: string | undefined, most: number): [number, number] {
  if (place !== undefined) return [0, 0];
  let left = most;
  for (let i = kept.length - 1; i >= 0; i--) {
    const { length } = kept[i]?.content ?? Buffer.alloc(0);
    if (length >= left) return [i, length - left];
    left -= length;
  }
  return [0, 0];
}

/** Bytes. A line that is longer is told in parts. */
const longestLine = 16_384;

function wholeLines(all: Buffer, most: number, isQuiet: boolean): number {
  if (isQuiet && all.length <= most) return all.length;
  const end = all.subarray(0, most).lastIndexOf(0x0a) + 1;
  if (end > 0) return end;
  if (all.length < Math.min(most, longestLine)) return 0;
  let length = Math.min(all.length, most);
  // Not within a character.
  while (length > 0 && ((all[length] ?? 0) & 0xc0) === 0x80) length--;
  return length;
}

function placeOf(content: Buffer, offset: number): string {
  const before = content.subarray(Math.max(0, offset - anchorBytes), offset);
  return `${offset}-${createHash('sha256').update(before).digest('hex').slice(0, 16)}`;
}
