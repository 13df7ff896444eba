/** The last step: what came becomes the file of the image, and the image is ready. Safe to repeat to the last write. */
import { keys } from '@skerry/api/state/keys';
import { bootWays, type Image, type InstanceKind, kindsThatBoot } from '@skerry/domain';
import { BlobFiles } from './blob-files.ts';
import { decideMaking, make, type Making } from './make-image.ts';
import { offerOf, wantedBlobs } from './import-plan.ts';
import type { ImportContext } from './import-context.ts';
import { assertRoom } from './room.ts';
import type { ImportedFile } from '../image-files.ts';

const mib = 1024 * 1024;

export async function keepImage(context: ImportContext): Promise<void> {
  const { image, record, blobs, directory, images, records, log } = context;
  const files = await blobs.in(directory);
  const digests = (record.blobs ?? []).map(({ digest }) => digest);
  await files.holds.during(digests, async () => {
    const came = await Promise.all(
      digests.map(async (digest) => {
        const path = (await files.has(digest)) ? files.pathOf(digest) : images.pathOf(directory, digest);
        return { digest, path };
      }),
    );
    const making = await decideMaking(came, isOfLayers(record));
    const file = (await sharedFile(context, making.recipe)) ?? (await makeFile(context, making, came));
    try {
      await records.end(image.id, (before) => readyImage(before, context, making, file), [
        { key: keys.catalogue('datastore', image.datastoreId), is: 'present' },
      ]);
    } finally {
      images.release(directory, file.digest);
      await context.settle(image.datastoreId, file.digest);
    }
    log.info({ imageId: image.id, digest: file.digest, format: making.format }, 'an image was imported');
  });
}

const isOfLayers = ({ offer }: ImportContext['record']): boolean =>
  offer !== undefined && wantedBlobs(offerOf(offer)).some(({ role }) => role === 'layer');

/** Another image of the same directory that was made of the same in the same way has the file already. */
async function sharedFile({ model, images, image, directory }: ImportContext, recipe: string) {
  for (const other of model.all('image')) {
    const { digest, fileBytes, sizeMiB } = other;
    if (other.datastoreId !== image.datastoreId || other.origin?.recipe !== recipe) continue;
    if (digest === undefined || fileBytes === undefined || sizeMiB === undefined) continue;
    const held = await images.hold(directory, digest);
    if (held) return { digest, fileBytes, virtualBytes: sizeMiB * mib };
  }
  return undefined;
}

async function makeFile(
  context: ImportContext,
  making: Making,
  came: readonly { readonly digest: string; readonly path: string }[],
): Promise<ImportedFile & { readonly warnings?: readonly string[] }> {
  const { image, blobs, directory, images, progress, record, signal } = context;
  const target = BlobFiles.makingIn(directory, image.id);
  if (making.job === undefined) {
    progress.begin(image.id, 'keeping');
    const [only] = came as [(typeof came)[number]];
    const fileBytes = record.blobs?.[0]?.bytes ?? 0;
    if (await images.hold(directory, only.digest)) {
      return { digest: only.digest, fileBytes, virtualBytes: making.virtualBytes ?? 0 };
    }
    // Its name of a blob goes: the same bytes are never on the disk twice.
    return images.keepFile(directory, only.path, { known: { digest: only.digest, fileBytes } });
  }
  const needed = (record.blobs ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  await assertRoom(directory, needed);
  progress.begin(image.id, 'making', making.virtualBytes);
  await blobs.removeMaking(directory, image.id);
  let of: number | undefined;
  const made = await make(
    making.job(target),
    (said) => {
      if (said.of !== of) progress.begin(image.id, 'making', (of = said.of), said.done);
      else progress.at(image.id, said.done);
    },
    signal,
  );
  progress.begin(image.id, 'keeping');
  const kept = await images.keepFile(directory, target, {});
  return { ...kept, warnings: made.dropped.map(droppedSentence) };
}

const droppedSentence = ([name, files]: readonly [string, number]) =>
  `The attribute ${name} was left out on ${files} ${files === 1 ? 'file' : 'files'}.`;

function readyImage(
  image: Image,
  { record }: ImportContext,
  making: Making,
  { digest, fileBytes, virtualBytes, warnings = [] }: ImportedFile & { readonly warnings?: readonly string[] },
): Image {
  const { wanted, blobs = [] } = record;
  const only = blobs.length === 1 ? blobs[0]?.digest : undefined;
  const source = image.origin?.source ?? 'url';
  const origin = image.origin ?? { source };
  const all = [...making.warnings, ...warnings];
  return {
    ...image,
    digest,
    fileBytes,
    sizeMiB: Math.ceil(virtualBytes / mib),
    kinds: wanted.kinds ?? kindsOf(making),
    // Both is what is taken where nothing is said.
    ...(making.boots.length === bootWays.length ? {} : { boots: making.boots }),
    ...(wanted.type === undefined && making.type === 'disk' ? {} : { type: wanted.type ?? making.type }),
    origin: {
      ...origin,
      format: making.format,
      recipe: making.recipe,
      ...(origin.digest === undefined && only !== undefined ? { digest: only } : {}),
      ...(all.length === 0 ? {} : { warnings: all.slice(0, 64).map((text) => text.slice(0, 1000)) }),
    },
  };
}

const kindsOf = ({ type, boots }: Making): InstanceKind[] => (type === 'data' ? [] : kindsThatBoot(boots));
