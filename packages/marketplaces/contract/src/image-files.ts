/**
 * Files of a folder or a bucket as things that are offered: each named by its name, with the digest that a file of
 * checksums beside it promises. What nobody promised a checksum of is offered without.
 */
import { type Digest, strongest } from '@skerry/outbound';
import { architectureInName } from './architecture-words.ts';
import { parseChecksums } from './checksum-list.ts';
import type { ListedFile } from './directory-listing.ts';
import { formatOfName, kindsOf } from './format.ts';
import type { Listed, ListedOffer } from './listed-marketplace.ts';

/** Files of checksums that are read; folders have one to three, or one for each image. */
const mostLists = 200;

export const isChecksums = (name: string): boolean =>
  /^((sha(1|256|384|512)|md5)sums?(\.txt)?|checksums?(\.txt)?|.*-CHECKSUM|.*\.(sha256|sha512|md5)(sums?)?)$/i.test(
    name,
  );

/** `read`: the text of one of these files. */
export async function readChecksums(
  files: readonly ListedFile[],
  read: (name: string) => Promise<string>,
): Promise<Map<string, Digest>> {
  const all = new Map<string, Digest>();
  for (const { name } of files.filter((file) => isChecksums(file.name.split('/').at(-1) ?? '')).slice(0, mostLists)) {
    const text = (await read(name)).trim();
    // A list of one may hold the digest alone.
    const single = /^[0-9a-fA-F]{32,128}$/.test(text);
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    const list = single ? `${text}  ${name.slice(folder.length).replace(/\.[^.]*$/, '')}` : text;
    for (const [file, digest] of parseChecksums(list)) {
      const best = strongest([all.get(`${folder}${file}`), digest]);
      if (best !== undefined) all.set(`${folder}${file}`, best);
    }
  }
  return all;
}

interface WhereItIs {
  readonly location: string;
  readonly digest: Digest | undefined;
  /** Of files whose name tells none. */
  readonly usualArchitecture: string;
}

/** Nothing for a file that is no image by its name. */
export function listedFile(file: ListedFile, { location, digest, usualArchitecture }: WhereItIs): Listed[] {
  const { name, size, modifiedAt } = file;
  const format = isChecksums(name.split('/').at(-1) ?? '') ? undefined : formatOfName(name);
  if (format === undefined) return [];
  const offer: ListedOffer = {
    // What has a digest is named by it: the file behind a name may become another.
    version: digest?.slice(digest.indexOf(':') + 1).slice(0, 12) ?? modifiedAt?.slice(0, 10) ?? 'latest',
    ...(digest === undefined ? {} : { digest }),
    format,
    architecture: architectureInName(name) ?? usualArchitecture,
    kinds: kindsOf(format),
    minimum: {},
    blobs: [
      {
        role: format === 'root-tar' || format === 'squashfs' ? 'root' : 'disk',
        location,
        ...(digest === undefined ? {} : { digest }),
        ...(size === undefined ? {} : { size }),
        mediaType: 'application/octet-stream',
      },
    ],
    ...(modifiedAt === undefined ? {} : { publishedAt: modifiedAt }),
  };
  return [{ name, offers: [offer] }];
}
