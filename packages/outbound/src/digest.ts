/** `algorithm:hex`, as registries write it. */
import { createHash, type Hash } from 'node:crypto';

/** Strongest first: of several one checks the first. The last two keep out accidents, not attackers. */
export const digestAlgorithms = ['sha512', 'sha384', 'sha256', 'sha1', 'md5'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];
export type Digest = `${DigestAlgorithm}:${string}`;

const hexLength: Readonly<Record<DigestAlgorithm, number>> = { sha512: 128, sha384: 96, sha256: 64, sha1: 40, md5: 32 };

const isAlgorithm = (word: string): word is DigestAlgorithm => Object.hasOwn(hexLength, word);

/** Nothing when it is none, or of a kind that nobody can check. Capital letters are taken for small ones. */
export function parseDigest(text: string): Digest | undefined {
  const [algorithm = '', hex = '', ...rest] = text.toLowerCase().split(':');
  if (rest.length > 0 || !isAlgorithm(algorithm)) return undefined;
  return hex.length === hexLength[algorithm] && /^[0-9a-f]+$/.test(hex) ? `${algorithm}:${hex}` : undefined;
}

export const digestOf = (content: string | Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest =>
  `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;

export const algorithmOf = (digest: Digest): DigestAlgorithm => digest.slice(0, digest.indexOf(':')) as DigestAlgorithm;

/** What cannot be made to fit by who wants to. */
export const isStrong = (digest: Digest): boolean => !['sha1', 'md5'].includes(algorithmOf(digest));

/** The same, and nothing when it can be made to fit by who wants to. */
export function parseStrongDigest(text: string): Digest | undefined {
  const digest = parseDigest(text);
  return digest !== undefined && isStrong(digest) ? digest : undefined;
}

/** The strongest of those that were given and are digests. */
export function strongest(digests: Iterable<string | undefined>): Digest | undefined {
  const parsed = [...digests].flatMap((text) => (text === undefined ? [] : (parseDigest(text) ?? [])));
  const rank = (digest: Digest) => digestAlgorithms.indexOf(algorithmOf(digest));
  return parsed.toSorted((a, b) => rank(a) - rank(b))[0];
}

export const hasherOf = (digest: Digest): Hash => createHash(algorithmOf(digest));
