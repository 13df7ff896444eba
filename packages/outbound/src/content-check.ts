/** Counts what comes and reckons its digests on the way: what was judged is what was handed on. Owns nothing else. */
import type { Hash } from 'node:crypto';
import { algorithmOf, type Digest, hasherOf } from './digest.ts';
import { sourceError } from './errors.ts';

export interface Expected {
  /** For the sentences: "The file images/a.tar.xz". */
  readonly what: string;
  /** Exactly so many bytes, where that is known. */
  readonly size?: number;
  /** Not more, where it is not. */
  readonly mostBytes?: number;
  readonly digests?: readonly ExpectedDigest[];
}

export interface ExpectedDigest {
  readonly digest: Digest;
  /** It is that of these bytes and the content after them. */
  readonly after?: Uint8Array;
}

export class ContentCheck {
  readonly #expected: Expected;
  readonly #hashes: readonly { readonly digest: Digest; readonly hash: Hash }[];
  #at: number;

  /** `from`: bytes that were taken before and are not shown to it. Only the size can be checked then. */
  constructor(expected: Expected, from = 0) {
    this.#expected = expected;
    this.#at = from;
    this.#hashes = (from > 0 ? [] : (expected.digests ?? [])).map(({ digest, after }) => {
      const hash = hasherOf(digest);
      if (after !== undefined) hash.update(after);
      return { digest, hash };
    });
  }

  /** Bytes that are here. */
  get at(): number {
    return this.#at;
  }

  /** Throws before a byte too many is handed on. */
  take(chunk: Uint8Array): void {
    const { what, size, mostBytes = Infinity } = this.#expected;
    const at = this.#at + chunk.length;
    if (size !== undefined && at > size) throw wrongSize(what, `${size} bytes`, 'more come');
    if (at > mostBytes) {
      throw sourceError('source-too-large', `${what} is larger than ${mostBytes} bytes, which is the most here.`);
    }
    for (const { hash } of this.#hashes) hash.update(chunk);
    this.#at = at;
  }

  /** Nothing comes any more. */
  end(): void {
    const { what, size } = this.#expected;
    if (size !== undefined && this.#at < size) throw wrongSize(what, `${size} bytes`, `it ends after ${this.#at}`);
    for (const { digest, hash } of this.#hashes) {
      const found = `${algorithmOf(digest)}:${hash.digest('hex')}`;
      if (found !== digest) {
        throw sourceError('source-wrong-digest', `${what} should have the digest ${digest}, and has ${found}.`);
      }
    }
  }
}

export const wrongSize = (what: string, expected: string, found: string) =>
  sourceError('source-wrong-size', `${what} should have ${expected}, and ${found}.`);
