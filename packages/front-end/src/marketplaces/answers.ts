/** What a marketplace says, as the API shows it. Pure. */
import type * as contract from '@skerry/contract';
import type { Offer, SearchPage } from '@skerry/marketplace-contract';
import { saidOf } from '@skerry/api/views/marketplace-view';
import type { z } from 'zod';

export function pageView({
  entries,
  next,
  total,
  asOf,
  stale,
}: SearchPage): z.input<typeof contract.marketplaceEntries> {
  return {
    items: entries.map((entry) => ({ ...entry, architectures: [...entry.architectures], kinds: [...entry.kinds] })),
    ...(total === undefined ? {} : { total }),
    ...(next === undefined ? {} : { next }),
    asOf,
    ...(stale === undefined ? {} : { stale: saidOf(stale) }),
  };
}

export function offerView(offer: Offer): z.input<typeof contract.marketplaceOffer> {
  const { name, version, description, pinned, digest, format, architecture, kinds, minimum, blobs } = offer;
  const { publishedAt, application } = offer;
  const sizes = blobs.map(({ size }) => size);
  return {
    name,
    version,
    ...(description === undefined ? {} : { description }),
    pinned,
    ...(digest === undefined ? {} : { digest }),
    format,
    architecture,
    kinds: [...kinds],
    minimum,
    files: blobs.length,
    ...(sizes.includes(undefined) ? {} : { sizeBytes: sizes.reduce<number>((sum, size = 0) => sum + size, 0) }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    // The same data: only that nothing of it may be changed cannot be said there.
    ...(application === undefined
      ? {}
      : { application: structuredClone(application) as z.input<typeof contract.application> }),
  };
}
