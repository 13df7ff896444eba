/** One block of a tar header: POSIX ustar, GNU, and what was before them (tar(5)). Pure. */
import { formatError } from '../errors.ts';
import type { DataPart } from './entry.ts';

export const blockBytes = 512;

export interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In the archive. */
  readonly bytes: number;
  readonly seconds: number;
  /** One character; an old archive's empty one is "0". */
  readonly type: string;
  readonly target: string;
  readonly major: number;
  readonly minor: number;
  /** Of GNU's old sparse files. */
  readonly sparse: { readonly parts: readonly DataPart[]; readonly more: boolean; readonly bytes: number } | undefined;
}

export const isEmpty = (block: Buffer): boolean => block.every((byte) => byte === 0);

/** Whether it is a header at all: its sum, in which the sum itself counts as blanks. */
export function isHeader(block: Buffer): boolean {
  if (block.length < blockBytes || block[0] === 0) return false;
  let sum = 8 * 0x20;
  for (let i = 0; i < blockBytes; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  const said = Number.parseInt(text(block, 148, 8).trim(), 8);
  // Old programs added signed bytes.
  return said === sum || said === sum - 256 * block.filter((byte, i) => byte > 127 && (i < 148 || i >= 156)).length;
}

/** @throws `image-damaged` where it is none. */
export function readHeader(block: Buffer): TarHeader {
  if (!isHeader(block)) throw formatError('image-damaged', 'The archive is damaged: a header has a wrong sum.');
  const gnu = block.subarray(257, 265).toString('latin1') === 'ustar  \0';
  const posix = !gnu && text(block, 257, 5) === 'ustar';
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0x30);
  const prefix = posix ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    bytes: sizeOf(number(block, 124, 12)),
    seconds: number(block, 136, 12),
    type,
    target: text(block, 157, 100),
    major: gnu || posix ? number(block, 329, 8) : 0,
    minor: gnu || posix ? number(block, 337, 8) : 0,
    sparse:
      type === 'S'
        ? { parts: sparseParts(block, 386, 4), more: block[482] === 1, bytes: sizeOf(number(block, 483, 12)) }
        : undefined,
  };
}

/** A block behind such a header, with more of its parts. */
export const readMoreSparse = (block: Buffer) => ({ parts: sparseParts(block, 0, 21), more: block[504] === 1 });

function sparseParts(block: Buffer, begin: number, most: number): DataPart[] {
  const parts: DataPart[] = [];
  for (let i = 0; i < most; i++) {
    const at = begin + i * 24;
    if (block[at] === 0) break;
    parts.push({ at: sizeOf(number(block, at, 12)), bytes: sizeOf(number(block, at + 12, 12)) });
  }
  return parts;
}

/** @throws `image-damaged` for what no file has. */
export function sizeOf(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw formatError('image-damaged', 'The archive is damaged: it says a size that no file has.');
}

function text(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('latin1');
}

/** Octal digits, or with the highest bit set a binary number, as GNU writes what needs more digits. */
function number(block: Buffer, at: number, length: number): number {
  const first = block[at] ?? 0;
  if ((first & 0x80) === 0) return Number.parseInt(text(block, at, length).trim() || '0', 8) || 0;
  const negative = (first & 0x40) !== 0;
  let value = BigInt(negative ? first | ~0xff : first & 0x7f);
  for (let i = 1; i < length; i++) value = (value << 8n) | BigInt(block[at + i] ?? 0);
  return Number(value);
}
