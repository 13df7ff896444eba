/** POSIX's extended headers (pax(1)), and what GNU tar, star and libarchive keep in them. Pure. */
import { formatError } from '../errors.ts';
import type { DataPart, TarTime } from './entry.ts';
import { sizeOf } from './header.ts';

/** What such headers changed of the entry that follows. Strings are bytes. */
export interface PaxWords {
  readonly words: ReadonlyMap<string, string>;
  /** Of GNU's first way to write sparse files, in which the same words come again and again. */
  readonly parts: readonly DataPart[];
}

const noWords: PaxWords = { words: new Map(), parts: [] };

/** Records are "<length> <word>=<value>\n", in which the length counts all of it. */
export function readPax(bytes: Buffer, before: PaxWords = noWords): PaxWords {
  const words = new Map(before.words);
  const offsets: number[] = [];
  const parts: DataPart[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 || blank - at > 10 ? Number.NaN : Number(bytes.subarray(at, blank).toString('latin1'));
    const equals = bytes.indexOf(0x3d, blank);
    const end = at + length;
    if (!Number.isInteger(length) || end > bytes.length || equals < 0 || equals >= end || bytes[end - 1] !== 0x0a) {
      throw formatError('image-damaged', 'The archive is damaged: an extended header cannot be read.');
    }
    const word = bytes.subarray(blank + 1, equals).toString('latin1');
    const value = bytes.subarray(equals + 1, end - 1).toString('latin1');
    if (word === 'GNU.sparse.offset') offsets.push(count(value));
    else if (word === 'GNU.sparse.numbytes') parts.push({ at: offsets.at(-1) ?? 0, bytes: count(value) });
    // An empty value takes back what a global header said.
    else if (value === '') words.delete(word);
    else words.set(word, value);
    at = end;
  }
  return { words, parts };
}

/** The map of GNU's second way: "offset,bytes,offset,bytes". */
export function sparseMap(text: string): DataPart[] {
  const numbers = text.split(',').map(count);
  const parts: DataPart[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) parts.push({ at: numbers[i] ?? 0, bytes: numbers[i + 1] ?? 0 });
  return parts;
}

export const count = (text: string): number => sizeOf(/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN);

/** A decimal number of seconds, before 1970 with a sign. */
export function timeOf(text: string): TarTime {
  const [, sign, whole = '0', fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text) ?? [];
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  if (sign !== '-') return { seconds: Number(whole), nanoseconds };
  return nanoseconds === 0
    ? { seconds: -Number(whole), nanoseconds }
    : { seconds: -Number(whole) - 1, nanoseconds: 1_000_000_000 - nanoseconds };
}

const star = 'SCHILY.xattr.';
const libarchive = 'LIBARCHIVE.xattr.';

/** Where both are there they say the same; star's is the one that most programs read. */
export function attributesOf(words: PaxWords['words']): ReadonlyMap<string, Buffer> {
  const attributes = new Map<string, Buffer>();
  for (const [word, value] of words) {
    if (word.startsWith(libarchive)) {
      const name = word.slice(libarchive.length).replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => byte(hex));
      if (!words.has(star + name)) attributes.set(name, Buffer.from(value, 'base64'));
    } else if (word.startsWith(star)) attributes.set(word.slice(star.length), Buffer.from(value, 'latin1'));
  }
  return attributes;
}

const byte = (hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
