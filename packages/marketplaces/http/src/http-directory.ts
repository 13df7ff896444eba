/**
 * A folder of images on a web server, as distributions and companies have it: the server's own list of the folder, and
 * files of checksums in it. A file is named by its name; what nobody promised a checksum of is offered without.
 */
import {
  architectureInName,
  formatOfName,
  kindsOf,
  type Listed,
  type ListedFile,
  ListedMarketplace,
  type ListedOffer,
  type ListedOptions,
  type Offer,
  parseChecksums,
  parseListing,
} from '@skerry/marketplace-contract';
import { describeUrl, type Digest, type Outbound, sourceError, strongest } from '@skerry/outbound';

export interface HttpDirectoryOptions extends ListedOptions {
  /** Of the folder, or of a file of checksums in it, which then is the list. */
  readonly url: string;
  /** Of files whose name tells none. */
  readonly architecture?: string;
}

const mostListBytes = 32 * 1024 * 1024;
/** Files of checksums that are read; folders have one to three, or one for each image. */
const mostLists = 200;
const isChecksums = (name: string): boolean =>
  /^((sha(1|256|384|512)|md5)sums?(\.txt)?|checksums?(\.txt)?|.*-CHECKSUM|.*\.(sha256|sha512|md5)(sums?)?)$/i.test(
    name,
  );

export function createHttpDirectory(options: HttpDirectoryOptions): ListedMarketplace {
  const { url: text, outbound, architecture = 'x86_64' } = options;
  const url = new URL(text);
  return new ListedMarketplace(
    {
      name: 'http',
      read: () => readDirectory(outbound, url, architecture),
      complete: (offer, signal) => withSize(outbound, offer, signal),
    },
    options,
  );
}

async function readDirectory(outbound: Outbound, url: URL, architecture: string): Promise<Listed[]> {
  const { body } = await outbound.read(url, { mostBytes: mostListBytes });
  const text = body.toString();
  const own = parseChecksums(text);
  const files: ListedFile[] = own.size > 0 ? [...own.keys()].map((name) => ({ name })) : parseListing(text);
  const digests = own.size > 0 ? own : await readChecksums(outbound, url, files);
  const listed = files.flatMap((file) => listedOf(file, url, digests.get(file.name), architecture));
  if (listed.length > 0) return listed;
  throw sourceError('source-not-understood', `${describeUrl(url)} lists no image.`, {
    hint: 'Give the address of a folder whose list the server shows, or of a file of checksums in it.',
  });
}

async function readChecksums(outbound: Outbound, url: URL, files: readonly ListedFile[]): Promise<Map<string, Digest>> {
  const all = new Map<string, Digest>();
  for (const { name } of files.filter((file) => isChecksums(file.name)).slice(0, mostLists)) {
    const { body } = await outbound.read(inFolder(url, name), { mostBytes: mostListBytes });
    const text = body.toString().trim();
    // A list of one may hold the digest alone.
    const single = /^[0-9a-fA-F]{32,128}$/.test(text) ? `${text}  ${name.replace(/\.[^.]*$/, '')}` : text;
    for (const [file, digest] of parseChecksums(single)) {
      const best = strongest([all.get(file), digest]);
      if (best !== undefined) all.set(file, best);
    }
  }
  return all;
}

const inFolder = (url: URL, name: string): URL => new URL(encodeURIComponent(name), new URL('.', url));

function listedOf(file: ListedFile, url: URL, digest: Digest | undefined, usual: string): Listed[] {
  const { name, size, modifiedAt } = file;
  const format = isChecksums(name) ? undefined : formatOfName(name);
  if (format === undefined) return [];
  const day = modifiedAt?.slice(0, 10);
  const offer: ListedOffer = {
    // What has a digest is named by it: the file behind a name may become another.
    version: digest?.slice(digest.indexOf(':') + 1).slice(0, 12) ?? day ?? 'latest',
    ...(digest === undefined ? {} : { digest }),
    format,
    architecture: architectureInName(name) ?? usual,
    kinds: kindsOf(format),
    minimum: {},
    blobs: [
      {
        role: format === 'root-tar' || format === 'squashfs' ? 'root' : 'disk',
        location: inFolder(url, name).href,
        ...(digest === undefined ? {} : { digest }),
        ...(size === undefined ? {} : { size }),
        mediaType: 'application/octet-stream',
      },
    ],
    ...(modifiedAt === undefined ? {} : { publishedAt: modifiedAt }),
  };
  return [{ name, offers: [offer] }];
}

/** Lists seldom tell exact sizes: the server is asked for that of the one that is wanted. */
async function withSize(outbound: Outbound, offer: Offer, signal?: AbortSignal): Promise<Offer> {
  const [blob] = offer.blobs;
  if (blob === undefined || blob.size !== undefined) return offer;
  const url = new URL(blob.location);
  const { headers } = await outbound.read(url, { method: 'HEAD', ...(signal === undefined ? {} : { signal }) });
  const length = headers['content-length'];
  const size = length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  return size === undefined ? offer : { ...offer, blobs: [{ ...blob, size }] };
}
