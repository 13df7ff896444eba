/** Bytes from outside into the blob directory: bounded, checked as they come, gone on with where they were cut. */
import type { Blob } from '@skerry/marketplace-contract';
import type { ImportContext } from './import-context.ts';
import { bytesBefore, expectedBytesOf, offerOf } from './import-plan.ts';
import { assertRoom } from './room.ts';

type Came = { readonly digest: string; readonly bytes: number };

/** Bytes between two looks whether there is room still. Fewer: system calls; more: others find the disk full. */
const lookEvery = 64 * 1024 * 1024;

export async function fetchUrl(context: ImportContext, text: string): Promise<Came> {
  const { image, outbound, record, signal, directory, progress } = context;
  const url = new URL(text);
  progress.begin(image.id, 'fetching');
  const size = await sizeOf(context, url);
  if (size !== undefined) await expect(context, size);
  progress.begin(image.id, 'fetching', size);
  const mostBytes = await assertRoom(directory, size);
  const from = (offset: number) => looked(context, outbound.download(url, { from: offset, mostBytes, signal }), offset);
  return keep(context, from, record.digest);
}

export async function fetchBlob(
  context: ImportContext,
  { marketplaceId, blob }: { readonly marketplaceId: number; readonly blob: Blob },
): Promise<Came> {
  const { image, openMarketplace, record, signal, directory, progress } = context;
  const of = record.offer === undefined ? undefined : expectedBytesOf(offerOf(record.offer));
  progress.begin(image.id, 'fetching', of, bytesBefore(record));
  await assertRoom(directory, blob.size);
  const marketplace = await openMarketplace(marketplaceId);
  const from = (offset: number) => looked(context, marketplace.open(blob, { from: offset, signal }), offset);
  return keep(context, from, blob.digest, blob.size);
}

/** What the server says before the first byte; it may say nothing, and it is not believed. */
async function sizeOf({ outbound, signal }: ImportContext, url: URL): Promise<number | undefined> {
  const { status, headers } = await outbound.read(url, { method: 'HEAD', answers: [400, 403, 404, 405, 501], signal });
  const length = headers['content-length'];
  return status === 200 && length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Counted for the owner before it comes. Throws `quota-exceeded`. */
const expect = ({ image, records }: ImportContext, expectedBytes: number): Promise<void> =>
  records.change(
    image.id,
    (record) => record,
    (before) => ({ ...before, import: { state: 'under-way', expectedBytes } }),
  );

/** With a digest it may begin anywhere, also in the next life; without one it comes from the beginning. */
async function keep(
  { image, blobs, directory, progress, record }: ImportContext,
  from: (offset: number) => AsyncIterable<Buffer>,
  promised: string | undefined,
  fileBytes?: number,
): Promise<Came> {
  const files = await blobs.in(directory);
  const before = bytesBefore(record);
  const digest = promised?.startsWith('sha256:') === true ? promised : undefined;
  if (digest !== undefined && (await files.has(digest)) && (await files.isSound(digest))) {
    return { digest, bytes: await files.bytesOf(digest) };
  }
  const wish = {
    ...(fileBytes === undefined ? {} : { fileBytes }),
    onProgress: (bytes: number) => progress.at(image.id, before + bytes),
  };
  const written =
    digest === undefined ? await files.receive(from(0), wish) : await files.resume(from, { ...wish, digest });
  return { digest: written.digest, bytes: written.fileBytes };
}

/** The same, ended when the disk or its owner has no room any more: nobody may have said how much comes. */
async function* looked(
  context: ImportContext,
  content: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<Buffer, void, void> {
  const { signal, directory, image, model } = context;
  let [at, looked] = [offset, offset];
  for await (const chunk of content) {
    signal.throwIfAborted();
    at += chunk.length;
    if (at - looked >= lookEvery) {
      looked = at;
      await assertRoom(directory);
      const { expectedBytes = 0 } = model.get('image', image.id)?.import ?? {};
      if (at > expectedBytes) await expect(context, at);
    }
    yield chunk;
  }
}
