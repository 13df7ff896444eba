/**
 * System containers and virtual machines of Linux Containers, and every other server of simplestreams. Nothing of it is
 * ours; it is read whole, and what of it cannot be read is left out.
 */
import { type Listed, ListedMarketplace, type ListedOptions, plainName } from '@skerry/marketplace-contract';
import { describeUrl, type Outbound, sourceError } from '@skerry/outbound';
import { imageStream, type Product, product, productList, streamIndex } from './documents.ts';
import { offersOf } from './offers.ts';

export interface LinuxContainersOptions extends ListedOptions {
  /** Below it lies `streams/v1/index.json`. */
  readonly url?: string;
}

const publicServer = 'https://images.linuxcontainers.org/';
/** The public list has 8 MiB. */
const mostListBytes = 64 * 1024 * 1024;
/** Lists of one server; the public ones have one or two. */
const mostLists = 8;

export function createLinuxContainers(options: LinuxContainersOptions): ListedMarketplace {
  const { url = publicServer, outbound } = options;
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  return new ListedMarketplace({ name: 'linux-containers', read: () => readStreams(outbound, base) }, options);
}

async function readStreams(outbound: Outbound, base: URL): Promise<Listed[]> {
  const { index } = await outbound.json(new URL('streams/v1/index.json', base), streamIndex);
  const streams = Object.values(index).flatMap((each) => imageStream.safeParse(each).data ?? []);
  if (streams.length === 0) throw notStreams(base, 'names no images');
  const products: Product[] = [];
  for (const { path } of streams.slice(0, mostLists)) {
    const url = new URL(path, base);
    if (url.origin !== base.origin)
      throw notStreams(base, `has its list at ${describeUrl(url)}, which is somebody else's`);
    const list = await outbound.json(url, productList, { mostBytes: mostListBytes });
    products.push(...Object.values(list.products).flatMap((each) => product.safeParse(each).data ?? []));
  }
  return listedOf(products, base);
}

const notStreams = (base: URL, why: string) =>
  sourceError(
    'source-not-understood',
    `${describeUrl(base)} ${why}, so it is no server of simplestreams that we can use.`,
  );

/** One name for all its architectures; each says its offers, newest first. */
export function listedOf(products: readonly Product[], base: URL): Listed[] {
  const byName = new Map<string, { listed: Listed; aliases: Set<string> }>();
  for (const each of products) {
    const offers = offersOf(each, base);
    const aliases = each.aliases.split(',').flatMap((alias) => plainName(alias.trim()) ?? []);
    const name = nameOf(each, aliases[0]);
    if (name === undefined || offers.length === 0) continue;
    const known = byName.get(name);
    const all = [...(known?.listed.offers ?? []), ...offers];
    const names = new Set([...(known?.aliases ?? []), ...aliases]);
    const listed: Listed = {
      name,
      aliases: [...names],
      description: descriptionOf(each),
      offers: all.toSorted((a, b) => (a.version < b.version ? 1 : a.version > b.version ? -1 : 0)),
    };
    byName.set(name, { listed, aliases: names });
  }
  return [...byName.values()].map(({ listed }) => listed);
}

/** `debian/12/default`; Ubuntu's own names are only what stands after that. */
function nameOf({ os, release, variant }: Product, alias: string | undefined): string | undefined {
  const word = alias ?? [release, variant].filter((part) => part !== '').join('/');
  const name = word.includes('/') || os === '' ? word : `${os.toLowerCase()}/${word}`;
  return plainName(name);
}

const descriptionOf = ({ os, release, release_title: title = release, variant }: Product): string =>
  `${os} ${title}${variant === '' || variant === 'default' ? '' : ` (${variant})`}`;
