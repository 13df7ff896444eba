/**
 * The entries of an archive, one after the other, as a stream: ustar, GNU (long names, sparse files, large numbers) and
 * POSIX's extended headers. It judges no name: who unpacks does.
 */
import { formatError } from '../errors.ts';
import type { DataPart, TarEntry, TarEntryType } from './entry.ts';
import { blockBytes, isEmpty, readHeader, readMoreSparse, type TarHeader } from './header.ts';
import type { TarInput } from './input.ts';
import { attributesOf, count, type PaxWords, readPax, sparseMap, timeOf } from './pax.ts';

/** Names, attributes and maps of one entry; a kernel's attributes have 64 KiB each. */
const mostExtendedBytes = 4 * 1024 * 1024;
/** Of a name and of what a link says: more than any path of Linux by far. */
const longestName = 32_768;
/** Of one sparse file. */
const mostParts = 1_000_000;

const types: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'folder',
  '6': 'fifo',
  '7': 'file',
  S: 'file',
  D: 'folder',
};

/** Data that was not asked for is skipped. @throws `image-damaged` */
export async function* tarEntries(input: TarInput): AsyncGenerator<TarEntry> {
  let global: PaxWords = { words: new Map(), parts: [] };
  let own: PaxWords | undefined;
  let longName: string | undefined;
  let longTarget: string | undefined;
  for (;;) {
    const block = await nextBlock(input);
    if (block === undefined) return;
    const header = readHeader(block);
    if (header.type === 'x') own = readPax(await extended(input, header.bytes), own ?? global);
    else if (header.type === 'g') global = readPax(await extended(input, header.bytes), global);
    else if (header.type === 'L') longName = zeroEnded(await extended(input, header.bytes));
    else if (header.type === 'K') longTarget = zeroEnded(await extended(input, header.bytes));
    else if (header.type === 'V') await input.skip(padded(header.bytes));
    else {
      const said = own ?? global;
      yield* oneEntry(input, header, said, longName, longTarget);
      own = undefined;
      longName = undefined;
      longTarget = undefined;
    }
  }
}

async function* oneEntry(
  input: TarInput,
  header: TarHeader,
  { words, parts }: PaxWords,
  longName: string | undefined,
  longTarget: string | undefined,
): AsyncGenerator<TarEntry> {
  const type = types[header.type];
  if (type === undefined) {
    throw formatError('image-damaged', `The archive has an entry of the type "${header.type}", which is not known.`);
  }
  const name = words.get('GNU.sparse.name') ?? words.get('path') ?? longName ?? header.name;
  const target = words.get('linkpath') ?? longTarget ?? header.target;
  if (name.length > longestName || target.length > longestName) {
    throw formatError('image-damaged', `The archive has a name of more than ${longestName} bytes.`);
  }
  const folder = type === 'folder' || (type === 'file' && name.endsWith('/'));
  // What a link or a folder says of its size is nothing that follows.
  const stored = type === 'file' ? numberOf(words, 'size', header.bytes) : 0;
  const begin = input.at;
  const layout = type === 'file' ? await layoutOf(input, header, words, parts, stored) : whole(0);
  let left = padded(stored) - (header.sparse ? 0 : input.at - begin);
  const data = layout.parts.reduce((sum, part) => sum + part.bytes, 0);
  if (type === 'file' && data > left) throw formatError('image-damaged', 'The archive is damaged: a sparse map.');
  const modified = words.get('mtime');
  yield {
    type: folder ? 'folder' : type,
    name,
    target,
    mode: header.mode,
    uid: numberOf(words, 'uid', header.uid),
    gid: numberOf(words, 'gid', header.gid),
    modified: modified === undefined ? { seconds: header.seconds, nanoseconds: 0 } : timeOf(modified),
    major: header.major,
    minor: header.minor,
    attributes: attributesOf(words),
    bytes: layout.bytes,
    parts: layout.parts,
    dataAt: input.at,
    async *data() {
      for (const part of layout.parts) {
        for (let done = 0; done < part.bytes; ) {
          const piece = await input.some(part.bytes - done);
          if (piece.length === 0) throw formatError('image-damaged', 'The archive is cut short.');
          left -= piece.length;
          yield { at: part.at + done, piece };
          done += piece.length;
        }
      }
    },
  };
  // Of the last file some write no padding, nor an end (umoci-insert(1)); every reader takes that, and no byte is missing.
  const padding = padded(stored) - stored;
  await input.skip(left - padding);
  for (let rest = padding; rest > 0; ) {
    const piece = await input.some(rest);
    if (piece.length === 0) return;
    rest -= piece.length;
  }
}

interface Layout {
  readonly bytes: number;
  readonly parts: readonly DataPart[];
}

const whole = (bytes: number): Layout => ({ bytes, parts: bytes === 0 ? [] : [{ at: 0, bytes }] });

/** Where the data of a file goes; three of the four ways to say that it has holes are in the words. */
async function layoutOf(
  input: TarInput,
  header: TarHeader,
  words: PaxWords['words'],
  parts: readonly DataPart[],
  stored: number,
): Promise<Layout> {
  if (header.sparse) {
    const all = [...header.sparse.parts];
    for (let { more } = header.sparse; more; ) {
      const next = readMoreSparse(await input.take(blockBytes));
      all.push(...next.parts);
      ({ more } = next);
      if (all.length > mostParts) throw tooManyParts();
    }
    return ordered(numberOf(words, 'GNU.sparse.realsize', header.sparse.bytes), all);
  }
  const bytes = numberOf(words, 'GNU.sparse.realsize', numberOf(words, 'GNU.sparse.size', stored));
  const map = words.get('GNU.sparse.map');
  if (map !== undefined) return ordered(bytes, sparseMap(map));
  if (parts.length > 0) return ordered(bytes, parts);
  if (words.get('GNU.sparse.major') !== '1') return whole(stored);
  return ordered(bytes, await mapBeforeData(input, stored));
}

/** GNU's newest way: decimal numbers, one a line, in whole blocks before the data. */
async function mapBeforeData(input: TarInput, stored: number): Promise<DataPart[]> {
  let text = '';
  const numbers: number[] = [];
  for (let taken = 0, wanted = 1; numbers.length < wanted; taken += blockBytes) {
    if (taken >= stored) throw formatError('image-damaged', 'The archive is damaged: a sparse map has no end.');
    text += (await input.take(blockBytes)).toString('latin1');
    for (let end = text.indexOf('\n'); end >= 0 && numbers.length < wanted; end = text.indexOf('\n')) {
      numbers.push(count(text.slice(0, end)));
      text = text.slice(end + 1);
      wanted = 1 + 2 * (numbers[0] ?? 0);
      if (wanted > 2 * mostParts) throw tooManyParts();
    }
  }
  const parts: DataPart[] = [];
  for (let i = 1; i + 1 < numbers.length; i += 2) parts.push({ at: numbers[i] ?? 0, bytes: numbers[i + 1] ?? 0 });
  return parts;
}

/** Data must go forward, and end within the file. Empty parts only mark the end. */
function ordered(bytes: number, parts: readonly DataPart[]): Layout {
  let end = 0;
  for (const part of parts) {
    if (part.at < end || part.at + part.bytes > bytes) {
      throw formatError('image-damaged', 'The archive is damaged: a sparse file has data outside of itself.');
    }
    end = part.at + part.bytes;
  }
  return { bytes, parts: parts.filter((part) => part.bytes > 0) };
}

/** The end is two empty blocks, or just the end. */
async function nextBlock(input: TarInput): Promise<Buffer | undefined> {
  const first = await input.some(blockBytes);
  if (first.length === 0) return undefined;
  const rest = first.length < blockBytes ? await input.take(blockBytes - first.length) : Buffer.alloc(0);
  const block = rest.length === 0 ? first : Buffer.concat([first, rest]);
  return isEmpty(block) ? undefined : block;
}

async function extended(input: TarInput, bytes: number): Promise<Buffer> {
  if (bytes > mostExtendedBytes) {
    throw formatError('image-too-large', `The archive has an extended header of ${bytes} bytes.`);
  }
  const content = await input.take(bytes);
  await input.skip(padded(bytes) - bytes);
  return content;
}

const padded = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes;
const numberOf = (words: PaxWords['words'], word: string, otherwise: number): number => {
  const text = words.get(word);
  return text === undefined ? otherwise : count(text);
};
const zeroEnded = (bytes: Buffer): string => {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
};
const tooManyParts = () => formatError('image-too-large', `A sparse file has more than ${mostParts} parts.`);
