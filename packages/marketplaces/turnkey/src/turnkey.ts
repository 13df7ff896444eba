/**
 * TurnKey Linux: appliances as packed root file systems in one folder of its mirrors, each with a file of digests beside
 * it that TurnKey signed. The list of the folder tells what there is; the digests are read when one is wanted.
 */
import {
  kindsOf,
  type Listed,
  type ListedFile,
  ListedMarketplace,
  type ListedOffer,
  type ListedOptions,
  type Offer,
  ourArchitecture,
  parseChecksums,
  parseListing,
} from '@skerry/marketplace-contract';
import { describeUrl, type Outbound, sourceError } from '@skerry/outbound';

/**
 * What of that text TurnKey's key for this release of Debian signed, and nothing that stands around it; throws when it is
 * not signed so.
 */
export type VerifySignature = (text: string, release: string, signal?: AbortSignal) => Promise<string>;

export interface TurnKeyOptions extends ListedOptions {
  /** The folder. The mirrors have no https; what comes is believed by its signature. */
  readonly url?: string;
  /** Absent: digests are believed as they come, which keeps out accidents alone. `gpgvVerifier` makes one. */
  readonly verify?: VerifySignature;
}

const publicMirror = 'http://mirror.turnkeylinux.org/turnkeylinux/images/proxmox/';
const mostListBytes = 4 * 1024 * 1024;
/** Two digests, a signature, and how to check them. */
const mostHashBytes = 64 * 1024;

/** `debian-12-turnkey-wordpress_18.2-1_amd64.tar.gz` */
const named =
  /^debian-(\d{1,2})-turnkey-([a-z0-9][a-z0-9.+-]{0,100})_(\d[\w.+~-]{0,40})_([a-z0-9]{2,10})\.tar\.(gz|xz|zst)$/;

export function createTurnKey(options: TurnKeyOptions): ListedMarketplace {
  const { url = publicMirror, outbound, verify } = options;
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  return new ListedMarketplace(
    {
      name: 'turnkey',
      read: () => readMirror(outbound, base),
      complete: (offer, signal) => withDigest(outbound, offer, verify, signal),
    },
    options,
  );
}

async function readMirror(outbound: Outbound, base: URL): Promise<Listed[]> {
  const { body } = await outbound.read(base, { mostBytes: mostListBytes });
  const listed = listedOf(parseListing(body.toString()), base);
  if (listed.length > 0) return listed;
  throw sourceError('source-not-understood', `${describeUrl(base)} lists no appliance of TurnKey Linux.`);
}

function listedOf(files: readonly ListedFile[], base: URL): Listed[] {
  const offers = files.flatMap((file) => {
    const [, , name, version, architecture] = named.exec(file.name) ?? [];
    return name === undefined || version === undefined || architecture === undefined
      ? []
      : [{ name, offer: offerOf(file, version, architecture, base) }];
  });
  return [...Map.groupBy(offers, ({ name }) => name)].map(([name, all]) => ({
    name,
    aliases: [`turnkey-${name}`],
    description: `TurnKey ${name}`,
    offers: all.map(({ offer }) => offer).toSorted((a, b) => byVersion(b.version, a.version)),
  }));
}

function offerOf(file: ListedFile, version: string, architecture: string, base: URL): ListedOffer {
  const { name, size, modifiedAt } = file;
  return {
    version,
    format: 'root-tar',
    architecture: ourArchitecture(architecture),
    kinds: kindsOf('root-tar'),
    minimum: {},
    blobs: [
      {
        role: 'root',
        location: new URL(encodeURIComponent(name), base).href,
        ...(size === undefined ? {} : { size }),
        mediaType: 'application/octet-stream',
      },
    ],
    ...(modifiedAt === undefined ? {} : { publishedAt: modifiedAt }),
  };
}

/** As people count: 18.10 is newer than 18.2. */
const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

async function withDigest(
  outbound: Outbound,
  offer: Offer,
  verify: VerifySignature | undefined,
  signal?: AbortSignal,
): Promise<Offer> {
  const [blob] = offer.blobs;
  if (blob === undefined) return offer;
  const url = new URL(`${blob.location}.hash`);
  const { body } = await outbound.read(url, { mostBytes: mostHashBytes, ...(signal === undefined ? {} : { signal }) });
  const text = body.toString();
  const name = decodeURIComponent(blob.location.slice(blob.location.lastIndexOf('/') + 1));
  const [, release = ''] = named.exec(name) ?? [];
  const signed = verify === undefined ? text : await verify(text, release, signal);
  const digest = parseChecksums(signed).get(name);
  if (digest === undefined) throw sourceError('source-not-understood', `${describeUrl(url)} has no digest of ${name}.`);
  return { ...offer, digest, blobs: [{ ...blob, digest }] };
}
