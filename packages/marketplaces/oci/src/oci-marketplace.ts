/**
 * Docker Hub and every registry of the OCI distribution specification. A name without a host is of the usual registry; one
 * with a host is of that one, so the whole world is one marketplace. It owns tokens and what mirrors rest, in memory.
 */
import {
  type Allowance,
  type Blob,
  type Entry,
  type Indexed,
  KeptIndex,
  kindsOf,
  type Marketplace,
  MarketplaceIndex,
  type Offer,
  type OpenOptions,
  plainName,
  type Query,
  type ResolveOptions,
  type SearchPage,
  type VersionPage,
} from '@skerry/marketplace-contract';
import { type Clock, systemClock } from '@skerry/kit';
import { type Outbound, sourceCodeOf, sourceError } from '@skerry/outbound';
import { searchHub } from './docker-hub.ts';
import { findImage } from './find-image.ts';
import { dockerHub, parseReference, shortName } from './reference.ts';
import { Registry, type RegistrySetting } from './registry.ts';

export interface OciOptions {
  readonly outbound: Outbound;
  /** Of names without a host. Default: Docker Hub. */
  readonly registry?: string;
  /** By host, as it stands in names; what is not here is reached by https, by nobody. */
  readonly registries?: Readonly<Record<string, RegistrySetting>>;
  /** Where Docker Hub is searched. */
  readonly hubSearch?: string;
  /** Of the usual registry, when that can be listed. */
  readonly kept?: MarketplaceIndex | undefined;
  /** Told of each new list, so that it can be kept. */
  readonly keep?: (index: MarketplaceIndex) => void;
  /** Other registries are not asked, whatever a name says. */
  readonly onlyUsual?: boolean;
  readonly freshMs?: number;
  readonly clock?: Clock;
}

/** Where Docker Hub answers for its images. */
const hubRegistry = 'https://registry-1.docker.io';
const hubPages = 'https://hub.docker.com';
/** Repositories of a list. */
const mostListed = 200_000;
/** Registries that are remembered with their tokens; names come from users, and each may have another host. */
const mostRegistries = 100;

export class OciMarketplace implements Marketplace {
  readonly name = 'oci';
  readonly indexed?: Indexed;
  readonly #options: OciOptions;
  readonly #clock: Clock;
  readonly #usual: string;
  readonly #kept: KeptIndex | undefined;
  readonly #registries = new Map<string, Registry>();

  constructor(options: OciOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#usual = options.registry ?? dockerHub;
    if (this.#usual === dockerHub) return;
    const { kept, keep, freshMs, clock } = options;
    const index = new KeptIndex({
      read: () => this.#list(),
      kept,
      ...(keep === undefined ? {} : { keep }),
      ...(freshMs === undefined ? {} : { freshMs }),
      ...(clock === undefined ? {} : { clock }),
    });
    this.#kept = index;
    this.indexed = { read: (signal) => index.read(signal) };
  }

  search(query: Query, signal?: AbortSignal): Promise<SearchPage> {
    const { outbound, hubSearch = hubPages } = this.#options;
    return this.#kept?.search(query, signal) ?? searchHub(outbound, new URL(hubSearch), query, this.#clock, signal);
  }

  async versions(reference: string, page: { after?: string } = {}, signal?: AbortSignal): Promise<VersionPage> {
    const parsed = parseReference(reference, this.#usual);
    const { tags, next } = await this.#registryOf(parsed.host).tags(parsed.path, page.after, signal);
    const versions = [...new Set(tags)].filter((tag) => plainName(tag) !== undefined);
    return { versions, ...(next === undefined ? {} : { next }) };
  }

  async resolve(reference: string, architecture: string, options: ResolveOptions = {}): Promise<Offer> {
    const { kind, signal } = options;
    const parsed = parseReference(reference, this.#usual);
    const offer = await findImage(this.#registryOf(parsed.host), parsed, architecture, signal);
    if (kind === undefined || offer.kinds.includes(kind)) return offer;
    throw sourceError('source-other-kind', `${offer.name} is an application image, of which that kind cannot be made.`);
  }

  async *open(blob: Blob, options: OpenOptions = {}): AsyncGenerator<Buffer, void, void> {
    const { location, digest, size = 0, mediaType } = blob;
    const { host, path } = parseReference(location, this.#usual);
    if (digest === undefined) throw sourceError('source-not-understood', `${location} names no blob.`);
    yield* this.#registryOf(host).blob(path, { digest, size, mediaType, annotations: undefined }, options);
  }

  allowance(): Allowance | undefined {
    return this.#registryOf(this.#usual).allowance;
  }

  close(): void {
    this.#options.outbound.close();
  }

  async #list(): Promise<MarketplaceIndex> {
    const names = await this.#registryOf(this.#usual)
      .repositories(mostListed)
      .catch((error: unknown) => {
        const code = sourceCodeOf(error);
        if (code !== 'source-refused' && code !== 'source-not-found') throw error;
        throw sourceError(code, `${this.#usual} does not list what it has.`, {
          hint: 'Name an image of it.',
          cause: error,
        });
      });
    const entries = names.flatMap((path): Entry[] => {
      const name = plainName(shortName({ host: this.#usual, path }, this.#usual));
      return name === undefined ? [] : [{ reference: name, name, architectures: [], kinds: kindsOf('oci') }];
    });
    return MarketplaceIndex.of(entries, this.#clock.now());
  }

  #registryOf(host: string): Registry {
    const known = this.#registries.get(host);
    if (known) return known;
    const { outbound, registries = {}, onlyUsual = false } = this.#options;
    if (onlyUsual && host !== this.#usual) {
      throw sourceError('source-not-found', `${host} is another registry than ${this.#usual}, and is not asked here.`, {
        hint: 'Ask the marketplace of that registry, or one of Docker Hub, which knows the others too.',
      });
    }
    const said = Object.hasOwn(registries, host) ? registries[host] : undefined;
    const setting = { ...(host === dockerHub ? { url: hubRegistry } : {}), ...said };
    const made = new Registry(outbound, host, setting, this.#clock);
    const [oldest] = this.#registries.keys();
    if (oldest !== undefined && this.#registries.size >= mostRegistries) this.#registries.delete(oldest);
    this.#registries.set(host, made);
    return made;
  }
}
