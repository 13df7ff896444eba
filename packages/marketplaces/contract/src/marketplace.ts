/**
 * What a marketplace is: somebody outside who has images. It is asked, and believed in nothing that cannot be checked.
 * It owns no record: which marketplaces there are, and which index of one is kept, says who makes it.
 */
import type { Application, InstanceKind } from '@skerry/domain';
import type { Failure } from '@skerry/kit';
import type { Digest, SourceErrorCode } from '@skerry/outbound';
import type { Entry, Query } from './entry.ts';
import type { ImageFormat } from './format.ts';
import type { MarketplaceIndex } from './marketplace-index.ts';

export interface SearchPage {
  readonly entries: readonly Entry[];
  /** There is more. */
  readonly next?: string;
  /** Of all pages, where it is known. */
  readonly total?: number;
  /** When the marketplace said so, ISO 8601. */
  readonly asOf: string;
  /** It was asked again since, and why it did not answer. */
  readonly stale?: Failure;
}

export interface VersionPage {
  /** What to put in a reference, newest first where the marketplace has an order. */
  readonly versions: readonly string[];
  readonly next?: string;
}

/** One file of an offer. A plain value: it is stored, and another process goes on with it. */
export interface Blob {
  readonly role: 'configuration' | 'disk' | 'layer' | 'metadata' | 'root';
  /** Where it lies, for its marketplace alone. */
  readonly location: string;
  /** Absent: nobody promised one. */
  readonly digest?: Digest;
  /** Bytes. Absent: not known before it comes. */
  readonly size?: number;
  readonly mediaType: string;
  /** Promised besides: the digest of another blob of the offer and this one after it. */
  readonly together?: { readonly after: Blob; readonly digest: Digest };
}

/** What a reference means for one architecture, now. A plain value, as its blobs are. */
export interface Offer {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  /** Means this very content later too, as long as it is there. */
  readonly pinned: string;
  /** Of the whole. Absent: nobody promised one. */
  readonly digest?: Digest;
  readonly format: ImageFormat;
  readonly architecture: string;
  readonly kinds: readonly InstanceKind[];
  readonly minimum: MinimumSize;
  /** In the order in which they are put together. */
  readonly blobs: readonly Blob[];
  /** ISO 8601. */
  readonly publishedAt?: string;
  /** Of an application image: what to start in it, and how. */
  readonly application?: Application;
  /** What its maker says of the machine that it needs; absent: any. */
  readonly machine?: { readonly secureBoot?: boolean; readonly firmware?: 'bios' | 'uefi' };
}

export interface MinimumSize {
  readonly diskBytes?: number;
  readonly memoryMiB?: number;
  readonly cpus?: number;
}

export interface ResolveOptions {
  /** For which kind. Absent: whichever there is, a root file system before a disk. */
  readonly kind?: InstanceKind;
  readonly signal?: AbortSignal;
}

export interface OpenOptions {
  /** Bytes of it that are here already; it begins after them. */
  readonly from?: number;
  /** These bytes. With them the digest is checked, without them (and `from` > 0) only the size: the caller checks it then. */
  readonly before?: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
}

/** How often we may ask still, where a marketplace counts. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds: number;
  /** ISO 8601. */
  readonly seenAt: string;
}

/**
 * Every method rejects with `SkerryError` of the codes below, never with another, whatever the other side says; each has
 * a deadline, and ends soon after its signal. Nothing is written anywhere.
 */
export interface Marketplace {
  /** Of its kind: `oci`. */
  readonly name: string;
  search(query: Query, signal?: AbortSignal): Promise<SearchPage>;
  /** The versions of what the reference names, whichever it names. */
  versions(reference: string, page?: { readonly after?: string }, signal?: AbortSignal): Promise<VersionPage>;
  /** `source-other-architecture` and `source-other-kind` name those that are there. */
  resolve(reference: string, architecture: string, options?: ResolveOptions): Promise<Offer>;
  /** The bytes, in order, each once; it goes on by itself where it was cut, and ends well only when all is as promised. */
  open(blob: Blob, options?: OpenOptions): AsyncIterable<Buffer>;
  /** Ability: its list is short enough to be read whole, kept, and searched without it. */
  readonly indexed?: Indexed;
  /** Ability: it counts, and said so. Nothing before the first answer. */
  readonly allowance?: () => Allowance | undefined;
  /** Lets go of connections. */
  close(): void;
}

export interface Indexed {
  /** Asks for it now. `search` does by itself when the one it has is old. */
  read(signal?: AbortSignal): Promise<MarketplaceIndex>;
}

export type MarketplaceErrorCode = SourceErrorCode;
