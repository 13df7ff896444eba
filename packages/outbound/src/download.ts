/**
 * A file of any size as it comes, once, in order: counted, its digest reckoned, and gone on with where a connection was
 * cut. Not a byte more than was promised is handed on; the last bytes are, before the digest is known, so who writes them
 * down gives them a name only when the stream has ended well.
 */
import type { Buffer } from 'node:buffer';
import type { AskOptions, OpenAnswer, Opener } from './ask.ts';
import { chunksOf } from './body.ts';
import { ContentCheck, type Expected } from './content-check.ts';
import { describeUrl } from './describe-url.ts';
import { sourceError } from './errors.ts';
import { holdsOf } from './range.ts';

export interface DownloadOptions extends Pick<AskOptions, 'headers' | 'unauthorized' | 'signal'> {
  readonly size?: Expected['size'];
  readonly mostBytes?: Expected['mostBytes'];
  readonly digests?: Expected['digests'];
  /** Bytes that are here already. */
  readonly from?: number;
  /** These bytes: with them the digests of the whole are checked, without them only its size. */
  readonly before?: AsyncIterable<Uint8Array>;
}

export async function* download(by: Opener, url: URL, options: DownloadOptions): AsyncGenerator<Buffer, void, void> {
  const { signal, size } = options;
  const check = await begin(describeUrl(url), options);
  let tries = 0;
  let etag: string | undefined;
  const isHere = () => size !== undefined && size > 0 && check.at >= size;
  while (!isHere()) {
    const before = check.at;
    try {
      const answer = await by.open(url, { ...options, answers: check.at > 0 ? [416] : [] }, rangeOf(check.at, etag));
      if (answer.message.statusCode === 416) {
        assertNothingLeft(answer, check.at);
        break;
      }
      const held = holdsIn(answer, { what: describeUrl(url), at: check.at, size, etag });
      etag = held.etag;
      let { skip } = held;
      for await (const chunk of chunksOf(answer.url, answer.message, { idleMs: by.idleMs, signal })) {
        const news = skip >= chunk.length ? undefined : chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
        if (news === undefined) continue;
        check.take(news);
        yield news;
      }
      if (skip > 0) throw sourceError('source-changed', `${describeUrl(url)} is shorter than it was.`);
      break;
    } catch (error) {
      // What goes on is alive, however often it is cut.
      tries = check.at - before >= enoughToCount ? 1 : tries + 1;
      await by.pause(error, tries, signal);
    }
  }
  check.end();
}

/** Bytes after which a cut is a new one. Smaller: who sends a byte at a time holds us for ever. */
const enoughToCount = 256 * 1024;

async function begin(what: string, options: DownloadOptions): Promise<ContentCheck> {
  const { from = 0, before, size, mostBytes, digests } = options;
  const expected: Expected = {
    what,
    ...(size === undefined ? {} : { size }),
    ...(mostBytes === undefined ? {} : { mostBytes }),
    ...(digests === undefined ? {} : { digests }),
  };
  if (before === undefined) return new ContentCheck(expected, from);
  const check = new ContentCheck(expected);
  for await (const chunk of before) check.take(chunk);
  if (check.at === from) return check;
  throw sourceError('source-setting', `Of ${what} ${from} bytes should be here, and ${check.at} are.`, {
    hint: 'Begin anew.',
  });
}

const rangeOf = (at: number, etag: string | undefined): Readonly<Record<string, string>> =>
  at === 0 ? {} : { range: `bytes=${at}-`, ...(etag === undefined ? {} : { 'if-range': etag }) };

/** We have all there is, if that was all. */
function assertNothingLeft({ message, url }: OpenAnswer, at: number): void {
  message.destroy();
  if (message.headers['content-range'] === `bytes */${at}`) return;
  throw sourceError('source-changed', `${describeUrl(url)} has no byte ${at}: it is shorter than it was.`);
}

function holdsIn({ message }: OpenAnswer, asked: Parameters<typeof holdsOf>[1]) {
  const { statusCode: status = 0, headers } = message;
  const held = holdsOf(
    {
      status,
      contentRange: headers['content-range'],
      contentLength: headers['content-length'],
      etag: headers.etag,
    },
    asked,
  );
  if (!('error' in held)) return held;
  message.destroy();
  throw held.error;
}
