/**
 * A folder of images on a web server, as distributions and companies have it: the server's own list of the folder, and
 * files of checksums in it. A file is named by its name; what nobody promised a checksum of is offered without.
 */
import {
  type Listed,
  type ListedFile,
  listedFile,
  ListedMarketplace,
  type ListedOptions,
  type Offer,
  parseChecksums,
  parseListing,
  readChecksums,
} from '@skerry/marketplace-contract';
import { describeUrl, type Outbound, sourceError } from '@skerry/outbound';

export interface HttpDirectoryOptions extends ListedOptions {
  /** Of the folder, or of a file of checksums in it, which then is the list. */
  readonly url: string;
  /** Of files whose name tells none. */
  readonly architecture?: string;
}

const mostListBytes = 32 * 1024 * 1024;

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
  const read = async (name: string) =>
    (await outbound.read(inFolder(url, name), { mostBytes: mostListBytes })).body.toString();
  const digests = own.size > 0 ? own : await readChecksums(files, read);
  const listed = files.flatMap((file) =>
    listedFile(file, {
      location: inFolder(url, file.name).href,
      digest: digests.get(file.name),
      usualArchitecture: architecture,
    }),
  );
  if (listed.length > 0) return listed;
  throw sourceError('source-not-understood', `${describeUrl(url)} lists no image.`, {
    hint: 'Give the address of a folder whose list the server shows, or of a file of checksums in it.',
  });
}

const inFolder = (url: URL, name: string): URL => new URL(encodeURIComponent(name), new URL('.', url));

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
