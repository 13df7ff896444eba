/** What an import does next, and of what its image is made: pure, from the record alone. */
import type { Blob, Offer } from '@skerry/marketplace-contract';
import type { ImageImportRecord } from '@skerry/store/layout/front-end';
import { createHash } from 'node:crypto';

export type NextStep =
  | { readonly do: 'resolve'; readonly marketplaceId: number; readonly reference: string }
  | { readonly do: 'upload'; readonly bytes: number }
  | { readonly do: 'fetch-url'; readonly url: string }
  | { readonly do: 'fetch-blob'; readonly marketplaceId: number; readonly blob: Blob; readonly nth: number }
  | { readonly do: 'make' };

export function nextStep({ source, offer, blobs = [] }: ImageImportRecord): NextStep {
  if (source.type === 'url') return blobs.length === 0 ? { do: 'fetch-url', url: source.fullUrl } : { do: 'make' };
  if (source.type === 'upload') return blobs.length === 0 ? { do: 'upload', bytes: source.bytes } : { do: 'make' };
  const { marketplaceId, reference } = source;
  if (offer === undefined) return { do: 'resolve', marketplaceId, reference };
  const blob = wantedBlobs(offerOf(offer))[blobs.length];
  return blob === undefined ? { do: 'make' } : { do: 'fetch-blob', marketplaceId, blob, nth: blobs.length };
}

type KeptOffer = NonNullable<ImageImportRecord['offer']>;

/** A plain value, which the store keeps without knowing marketplaces. */
export const offerOf = (offer: KeptOffer): Offer => offer as unknown as Offer;
export const keptOffer = (offer: Offer): KeptOffer => offer as unknown as KeptOffer;

/** What the content is made of. The rest has told us already what it is for. */
export const wantedBlobs = ({ blobs }: Offer): readonly Blob[] =>
  blobs.filter(({ role }) => role === 'disk' || role === 'layer' || role === 'root');

/** Bytes that are to come, as far as they are known. */
export function expectedBytesOf(offer: Offer): number | undefined {
  const sizes = wantedBlobs(offer).map(({ size }) => size);
  return sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size = 0) => sum + size, 0);
}

/** Bytes of the step under way that are here already: of the blobs before. */
export const bytesBefore = ({ blobs = [] }: ImageImportRecord): number =>
  blobs.reduce((sum, { bytes }) => sum + bytes, 0);

/** How a file is made: raise it when the same sources become other bytes. */
const edition = 1;

/** The same recipe gives the same file: two images with one share it. */
export function recipeOf(how: string, digests: readonly string[]): string {
  const text = [edition, how, ...digests].join('\n');
  return `recipe-${createHash('sha256').update(text).digest('hex')}`;
}

/** Of all that is to come, as far as they are known, and of what is here; by sha256, as files are named. */
export function digestsOf({ digest, offer, blobs = [] }: ImageImportRecord): string[] {
  const promised = offer === undefined ? [] : wantedBlobs(offerOf(offer)).map((blob) => blob.digest);
  const all = [digest, ...promised, ...blobs.map((blob) => blob.digest)];
  return all.filter((each) => each?.startsWith('sha256:') === true) as string[];
}
