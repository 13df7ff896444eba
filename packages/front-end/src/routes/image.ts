import { type Datastore, type Image, imageFormats, machineAsked } from '@skerry/domain';
import type { ImageFiles } from '../images/image-files.ts';
import { datastoresIn } from '../images/same-directory.ts';
import { sourceOf } from '../images/sources/image-sources.ts';
import { newMeta, referred } from '@skerry/api/catalogue/meta';
import type { Cloud } from '@skerry/api/cloud';
import type { BodyOf, Decision, Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, patchOf } from './standard-writes.ts';
import { keys } from '@skerry/api/state/keys';
import type { Owner } from './owner.ts';

const mib = 1024 * 1024;

export const imageRoutes = ({ images }: Owner) =>
  ({
    'image.create': async (call) => {
      const { cloud, body, caller } = call;
      const datastore = referred('datastore', body.datastoreId, 'datastoreId', caller, cloud.model);
      const open = sourceOf(body);
      const machine = machineAsked(body.machine);
      // Asked before the long copy, and again in its turn.
      newMeta('image', -1, body.name, body, caller, cloud);
      const id = await cloud.ids.next('image');
      const file = await images.import(open, datastore.path, body.digest);
      // From here on the file is held: nothing may throw before the `try`.
      const decide = (): Decision<BodyOf<'image.create'>> => {
        const image: Image = {
          ...newMeta('image', id, body.name, body, caller, cloud),
          datastoreId: datastore.id,
          digest: file.digest,
          sizeMiB: Math.ceil(file.virtualBytes / mib),
          fileBytes: file.fileBytes,
          format: imageFormats[0],
          ...(body.type === undefined ? {} : { type: body.type }),
          os: body.os,
          architecture: body.architecture,
          kinds: body.kinds,
          haltSignal: body.haltSignal,
          rebootSignal: body.rebootSignal,
          minMemoryMiB: body.minMemoryMiB,
          ...(machine === undefined ? {} : { machine }),
        };
        const answer = created('image', image, call);
        return {
          ...answer,
          conditions: [...answer.conditions, { key: keys.catalogue('datastore', datastore.id), is: 'present' }],
        };
      };
      try {
        return await call.write({ key: 'image/create' }, decide);
      } finally {
        images.release(datastore.path, file.digest);
        await settleFile(datastore, file.digest, images, cloud);
      }
    },
    'image.patch': patchOf('image'),
    'image.delete': async (call) => {
      const { cloud } = call;
      const image = call.object();
      const datastore = cloud.model.get('datastore', image.datastoreId);
      // On a full disk images must be deletable: then a crash in the middle would leave the file.
      if (datastore !== undefined) {
        await images.doubt(datastore.path, image.digest).catch((error: unknown) => {
          cloud.log.warn({ imageId: image.id, err: error }, 'the deletion of an image could not be announced');
        });
      }
      try {
        return await deleteOf<'image', 'image.delete'>('image')(call);
      } finally {
        if (datastore !== undefined) await settleFile(datastore, image.digest, images, cloud);
      }
    },
  }) satisfies Partial<Handlers>;

/**
 * The file goes with the last image that has its content, in whatever datastore of the same directory. The store is asked, not the model: when a commit ended in an
 * error it may be done all the same, and then the file must stay. When the store cannot say, the next start looks.
 */
async function settleFile(datastore: Datastore, digest: string, images: ImageFiles, cloud: Cloud): Promise<void> {
  const { store, log, model } = cloud;
  try {
    const sharing = await datastoresIn(datastore.path, model.all('datastore'));
    let after: string | undefined;
    let isUsed = false;
    do {
      const page = await store.list(keys.catalogueOf('image'), after === undefined ? {} : { after });
      isUsed ||= page.entries.some(({ value: i }) => sharing.has(i.datastoreId) && i.digest === digest);
      after = page.next;
    } while (after !== undefined);
    await images.settle(datastore.path, digest, isUsed);
  } catch (error) {
    log.warn({ digest, err: error }, 'whether this image file is needed is left to the next start');
  }
}
