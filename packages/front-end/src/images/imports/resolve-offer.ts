import type { ImportContext } from './import-context.ts';
import { expectedBytesOf, keptOffer } from './import-plan.ts';
import { assertRoom } from './room.ts';

/** Asks a marketplace what the reference means now, and writes it down: from then on it is that, whatever it means later. */
export async function resolveOffer(
  { image, record, records, directory, openMarketplace, signal }: ImportContext,
  { marketplaceId, reference }: { readonly marketplaceId: number; readonly reference: string },
): Promise<void> {
  const marketplace = await openMarketplace(marketplaceId);
  const kind = record.wanted.kinds?.[0];
  const offer = await marketplace.resolve(reference, image.architecture, {
    signal,
    ...(kind === undefined ? {} : { kind }),
  });
  const expectedBytes = expectedBytesOf(offer);
  await assertRoom(directory, expectedBytes);
  await records.change(
    image.id,
    (before) => ({ ...before, offer: keptOffer(offer) }),
    (before) => ({
      ...before,
      import: { state: 'under-way', ...(expectedBytes === undefined ? {} : { expectedBytes }) },
      minMemoryMiB: Math.max(before.minMemoryMiB, offer.minimum.memoryMiB ?? 0),
      ...(offer.application === undefined ? {} : { application: offer.application }),
      origin: {
        ...before.origin,
        source: 'marketplaceId',
        pinned: offer.pinned,
        version: offer.version,
        format: offer.format,
        ...(offer.digest === undefined ? {} : { digest: offer.digest }),
      },
    }),
  );
}
