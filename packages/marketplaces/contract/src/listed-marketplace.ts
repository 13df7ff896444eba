/**
 * A marketplace that says all it has in a few documents: read whole, kept, and asked without it until that is old. What
 * differs from one to the other is how those documents are read. It owns the newest reading, in memory.
 */
import { didYouMean, systemClock, type Clock } from '@skerry/kit';
import { type ExpectedDigest, type Outbound, sourceError } from '@skerry/outbound';
import { formatTable, rankFor } from './format.ts';
import { KeptIndex } from './kept-index.ts';
import type { Entry, Query } from './entry.ts';
import type * as contract from './marketplace.ts';
import { MarketplaceIndex } from './marketplace-index.ts';
import { plainName, plainWords } from './plain-words.ts';

/** One thing, in all its versions, for all architectures. Text as strangers wrote it. */
export interface Listed {
  readonly name: string;
  /** Other names that mean it; a name of another counts more. */
  readonly aliases?: readonly string[];
  readonly description?: string;
  readonly official?: boolean;
  /** Newest version first; of one version a root file system before a disk. */
  readonly offers: readonly ListedOffer[];
}

/** Without what follows from its place in the list. */
export type ListedOffer = Omit<contract.Offer, 'name' | 'pinned' | 'description'>;

export interface ListedOptions {
  readonly outbound: Outbound;
  readonly kept?: MarketplaceIndex | undefined;
  /** Told of each new list, so that it can be kept. */
  readonly keep?: (index: MarketplaceIndex) => void;
  readonly freshMs?: number;
  readonly clock?: Clock;
}

export interface ListedSource {
  readonly name: string;
  read(): Promise<readonly Listed[]>;
  /** What the list does not say of one, asked when it is wanted. */
  complete?(offer: contract.Offer, signal?: AbortSignal): Promise<contract.Offer>;
}

/** Of a list; more is no list that people look through. */
const mostListed = 200_000;
/** Of a blob that is put before another to reckon their digest together: these hold a page of text and templates. */
const mostBefore = 16 * 1024 * 1024;

export class ListedMarketplace implements contract.Marketplace {
  readonly name: string;
  readonly indexed: contract.Indexed;
  readonly #source: ListedSource;
  readonly #outbound: Outbound;
  readonly #kept: KeptIndex;
  readonly #clock: Clock;
  readonly #freshMs: number;
  #listing: { readonly byName: ReadonlyMap<string, Listed>; readonly at: number } | undefined;

  constructor(source: ListedSource, { outbound, kept, keep, freshMs = 3_600_000, clock = systemClock }: ListedOptions) {
    this.name = source.name;
    this.#source = source;
    this.#outbound = outbound;
    this.#clock = clock;
    this.#freshMs = freshMs;
    this.#kept = new KeptIndex({
      read: () => this.#read(),
      kept,
      freshMs,
      clock,
      ...(keep === undefined ? {} : { keep }),
    });
    this.indexed = { read: (signal) => this.#kept.read(signal) };
  }

  search(query: Query, signal?: AbortSignal): Promise<contract.SearchPage> {
    return this.#kept.search(query, signal);
  }

  async versions(reference: string, _page?: unknown, signal?: AbortSignal): Promise<contract.VersionPage> {
    const { listed } = this.#find(await this.#byName(signal), reference);
    return { versions: [...new Set(listed.offers.map(({ version }) => version))] };
  }

  async resolve(
    reference: string,
    architecture: string,
    options: contract.ResolveOptions = {},
  ): Promise<contract.Offer> {
    const { listed, version, format } = this.#find(await this.#byName(options.signal), reference);
    const named = listed.offers.filter(
      (each) => (version === undefined || each.version === version) && (format === undefined || each.format === format),
    );
    if (named.length === 0) throw notThere(reference, []);
    const fitting = named.filter((each) => each.architecture === architecture);
    if (fitting.length === 0) throw otherArchitecture(listed.name, architecture, named);
    const { kind } = options;
    const [chosen] =
      kind === undefined
        ? fitting
        : fitting
            .filter(({ kinds }) => kinds.includes(kind))
            .toSorted((a, b) => rankFor(kind, a.format) - rankFor(kind, b.format));
    if (chosen === undefined) throw otherKind(listed.name, fitting);
    const offer: contract.Offer = {
      ...chosen,
      name: listed.name,
      ...(listed.description === undefined ? {} : { description: plainWords(listed.description) }),
      pinned: `${listed.name}@${chosen.version}#${chosen.format}`,
    };
    return (await this.#source.complete?.(offer, options.signal)) ?? offer;
  }

  async *open(blob: contract.Blob, options: contract.OpenOptions = {}): AsyncGenerator<Buffer, void, void> {
    const { from = 0, before, signal } = options;
    const digests: ExpectedDigest[] = blob.digest === undefined ? [] : [{ digest: blob.digest }];
    if (blob.together !== undefined && (from === 0 || before !== undefined)) {
      const { after, digest } = blob.together;
      digests.push({ digest, after: await this.#small(after, signal) });
    }
    yield* this.#outbound.download(new URL(blob.location), {
      digests,
      from,
      ...(blob.size === undefined ? {} : { size: blob.size }),
      ...(before === undefined ? {} : { before }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  close(): void {
    this.#outbound.close();
  }

  async #small(blob: contract.Blob, signal?: AbortSignal): Promise<Buffer> {
    const parts: Buffer[] = [];
    const { size = 0 } = blob;
    if (size > mostBefore) throw sourceError('source-too-large', `${blob.location} has ${size} bytes of description.`);
    for await (const part of this.open(blob, signal === undefined ? {} : { signal })) parts.push(part);
    return Buffer.concat(parts);
  }

  async #byName(signal?: AbortSignal): Promise<ReadonlyMap<string, Listed>> {
    const listing = this.#listing;
    if (listing === undefined || this.#clock.monotonicMs() - listing.at >= this.#freshMs) await this.#kept.read(signal);
    return this.#listing?.byName ?? new Map();
  }

  async #read(): Promise<MarketplaceIndex> {
    const all = (await this.#source.read()).filter(({ name, offers }) => offers.length > 0 && plainName(name) === name);
    const listed = all.slice(0, mostListed);
    const byName = new Map<string, Listed>();
    for (const each of listed) for (const alias of each.aliases ?? []) if (!byName.has(alias)) byName.set(alias, each);
    for (const each of listed) byName.set(each.name, each);
    const index = MarketplaceIndex.of(listed.map(entryOf), this.#clock.now());
    this.#listing = { byName, at: this.#clock.monotonicMs() };
    return index;
  }

  /** `name`, `name@version`, `name@version#format`; a name may have these characters itself. */
  #find(byName: ReadonlyMap<string, Listed>, reference: string) {
    const known = byName.get(reference);
    if (known) return { listed: known };
    const [, rest = reference, format] = /^(.*)#([^#]*)$/s.exec(reference) ?? [];
    const bare = byName.get(rest);
    if (bare) return { listed: bare, format };
    const [, name = '', version] = /^(.*)@([^@]*)$/s.exec(rest) ?? [];
    const versioned = byName.get(name);
    if (versioned) return { listed: versioned, version, format };
    throw notThere(reference, byName.keys());
  }
}

function entryOf({ name, description, official, offers }: Listed): Entry {
  const [newest] = offers;
  const { publishedAt, blobs = [] } = newest ?? {};
  const sizes = blobs.map(({ size }) => size);
  const words = description === undefined ? '' : plainWords(description);
  return {
    reference: name,
    name,
    ...(words === '' ? {} : { description: words }),
    architectures: [...new Set(offers.map(({ architecture }) => architecture))].sort(),
    kinds: [...new Set(offers.flatMap(({ kinds }) => kinds))],
    ...(newest === undefined ? {} : { version: newest.version }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(sizes.some((size) => size === undefined) ? {} : { sizeBytes: sizes.reduce<number>((a, b) => a + (b ?? 0), 0) }),
    ...(official === undefined ? {} : { official }),
  };
}

function notThere(reference: string, known: Iterable<string>) {
  const name = plainWords(reference, 100);
  const hint = name.length > 64 ? undefined : didYouMean(name, known);
  return sourceError(
    'source-not-found',
    `There is no "${name}" at this marketplace.`,
    hint === undefined ? {} : { hint },
  );
}

function otherArchitecture(name: string, wanted: string, offers: readonly ListedOffer[]) {
  const there = [...new Set(offers.map(({ architecture }) => architecture))].sort().join(', ');
  return sourceError('source-other-architecture', `${name} is there for ${there}, not for ${plainWords(wanted, 40)}.`);
}

function otherKind(name: string, offers: readonly ListedOffer[]) {
  const there = [...new Set(offers.map(({ format }) => formatTable[format].word))].join(' and as ');
  return sourceError('source-other-kind', `${name} is there as ${there}, of which that kind cannot be made.`);
}
