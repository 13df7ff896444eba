/** Lists of checksums as `sha256sum` and BSD's `sha256` write them, signed ones too. Pure. */
import { type Digest, type DigestAlgorithm, parseDigest, strongest } from '@skerry/outbound';

const byLength: Readonly<Record<number, DigestAlgorithm>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
};

/** Lines of one list; more is none. */
const mostLines = 200_000;

/** The strongest digest of each file that is named. Lines that are none are passed over: signatures, comments, prose. */
export function parseChecksums(text: string): Map<string, Digest> {
  const found = new Map<string, Digest>();
  for (const line of text.split('\n', mostLines)) {
    const [name, digest] = gnu(line) ?? bsd(line) ?? [];
    if (name === undefined || digest === undefined) continue;
    const best = strongest([found.get(name), digest]);
    if (best !== undefined) found.set(name, best);
  }
  return found;
}

/** `hex *name`, where the star and `./` say nothing to us. */
function gnu(line: string): readonly [string, Digest | undefined] | undefined {
  const [, hex = '', name = ''] = /^\s*\\?([0-9a-fA-F]{32,128})\s[ *]?(?:\.\/)?(\S.*?)\s*$/.exec(line) ?? [];
  const algorithm = byLength[hex.length];
  return algorithm === undefined ? undefined : [name, parseDigest(`${algorithm}:${hex}`)];
}

/** `SHA256 (name) = hex` */
function bsd(line: string): readonly [string, Digest | undefined] | undefined {
  const [, word = '', name = '', hex = ''] =
    /^\s*([A-Za-z0-9-]{3,10}) ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})\s*$/.exec(line) ?? [];
  return name === '' ? undefined : [name, parseDigest(`${word.toLowerCase().replace('-', '')}:${hex}`)];
}
