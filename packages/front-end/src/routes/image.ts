import { importActions, type Image, imageFormats, isAdministrator, machineAsked } from '@skerry/domain';
import type { ImageFiles } from '../images/image-files.ts';
import { importOf } from '../images/imports/import-of.ts';
import { assertRoom } from '../images/imports/room.ts';
import { fromReference } from '../marketplaces/from-reference.ts';
import { settleFile } from '../images/settle-file.ts';
import { sourceOf } from '../images/sources/image-sources.ts';
import { newMeta, referred } from '@skerry/api/catalogue/meta';
import { RequestError } from '@skerry/api/errors';
import type { Answer, BodyOf, Call, Decision, Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, patchOf, put, shown } from './standard-writes.ts';
import { keys } from '@skerry/api/state/keys';
import { kindsThatBoot } from '@skerry/domain';
import { put as putRecord } from '@skerry/store';
import type { Owner } from './owner.ts';

const mib = 1024 * 1024;

type Creation = Call<'image.create'>;

export const imageRoutes = ({ images, imports }: Owner) =>
  ({
    'image.create': (call) =>
      call.body.path === undefined ? begun(spelledOut(call)) : copied(call, call.body.path, images),
    'image.patch': patchOf('image'),
    'image.retry': (call) =>
      call.write({ key: `image/${call.params.id}` }, () => {
        const before = call.object();
        if (before.import === undefined || !importActions.retry.includes(before.import.state as 'failed')) {
          throw new RequestError('image-state', `The import of the image "${before.name}" has not failed.`);
        }
        const { failure: _, ...rest } = before.import;
        const image: Image = { ...before, import: { ...rest, state: 'under-way' } };
        return {
          ...shown('image', image, call),
          conditions: [{ key: keys.imageImport(image.id), is: 'present' }],
          writes: [put('image', image)],
          object: { kind: 'image', id: image.id, name: image.name },
        };
      }),
    'image.delete': async (call) => {
      const { cloud } = call;
      const image = call.object();
      const datastore = cloud.model.get('datastore', image.datastoreId);
      // What an import gave a name among images already, and the image was not written.
      const record = image.import === undefined ? undefined : await imports.recordOf(image.id);
      const begunFiles = (record?.blobs ?? []).map(({ digest }) => digest);
      const digests = [...new Set([...(image.digest === undefined ? [] : [image.digest]), ...begunFiles])];
      // On a full disk images must be deletable: then a crash in the middle would leave the file.
      for (const digest of datastore === undefined ? [] : digests) {
        await images.doubt(datastore!.path, digest).catch((error: unknown) => {
          cloud.log.warn({ imageId: image.id, err: error }, 'the deletion of an image could not be announced');
        });
      }
      try {
        const key = keys.imageImport(image.id);
        return await deleteOf<'image', 'image.delete'>('image', () => ({ writes: [{ op: 'delete', key }] }))(call);
      } finally {
        if (datastore !== undefined) {
          const isGone = cloud.model.get('image', image.id) === undefined;
          if (isGone && record !== undefined) await imports.forget(image.id, datastore.path, record);
          for (const digest of digests) await settleFile(datastore, digest, images, cloud);
        }
      }
    },
  }) satisfies Partial<Handlers>;

/** What is the same of every new image, whatever its content turns out to be. */
function newImage({ body, caller, cloud }: Creation, id: number): Image {
  const machine = machineAsked(body.machine);
  return {
    ...newMeta('image', id, body.name, body, caller, cloud),
    datastoreId: body.datastoreId,
    format: imageFormats[0],
    ...(body.type === undefined || body.type === 'disk' ? {} : { type: body.type }),
    os: body.os,
    architecture: body.architecture,
    kinds: body.kinds ?? kindsThatBoot(),
    haltSignal: body.haltSignal,
    rebootSignal: body.rebootSignal,
    minMemoryMiB: body.minMemoryMiB,
    ...(machine === undefined ? {} : { machine }),
  };
}

/** What one word means, in the fields that it stands for. */
function spelledOut(call: Creation): Creation {
  const { from, ...body } = call.body;
  if (from === undefined) return call;
  return { ...call, body: { ...body, ...fromReference(from, call.caller, call.cloud.model) } };
}

/** It is an object from now on, and comes by itself. */
async function begun(call: Creation): Promise<Answer<BodyOf<'image.create'>>> {
  const { cloud, body, caller } = call;
  const datastore = referred('datastore', body.datastoreId, 'datastoreId', caller, cloud.model);
  const { marketplaceId } = body;
  // What logs in there is its owner's.
  if (marketplaceId !== undefined) referred('marketplace', marketplaceId, 'marketplaceId', caller, cloud.model);
  const { origin, record } = importOf(body, isAdministrator(caller));
  if (body.upload !== undefined) await assertRoom(datastore.path, body.upload.bytes);
  const id = await cloud.ids.next('image');
  return call.write({ key: 'image/create' }, () => {
    const expectedBytes = body.upload?.bytes;
    const image: Image = {
      ...newImage(call, id),
      kinds: body.kinds ?? [],
      origin,
      import: { state: 'under-way', ...(expectedBytes === undefined ? {} : { expectedBytes }) },
    };
    const answer = created('image', image, call);
    return {
      ...answer,
      conditions: [...answer.conditions, { key: keys.catalogue('datastore', datastore.id), is: 'present' }],
      writes: [...answer.writes, putRecord(keys.imageImport(id), record)],
    };
  });
}

/** A file of this machine: the request waits until it is copied, and the image is ready. */
async function copied(call: Creation, path: string, images: ImageFiles): Promise<Answer<BodyOf<'image.create'>>> {
  const { cloud, body, caller } = call;
  if (!isAdministrator(caller)) {
    throw new RequestError('forbidden', "Only an administrator may name a file of the front-end's machine.", {
      field: 'path',
      hint: 'Upload it, or give the address where a web server has it.',
    });
  }
  const datastore = referred('datastore', body.datastoreId, 'datastoreId', caller, cloud.model);
  const open = sourceOf({ path });
  // Asked before the long copy, and again in its turn.
  newMeta('image', -1, body.name, body, caller, cloud);
  const id = await cloud.ids.next('image');
  const file = await images.import(open, datastore.path, body.digest);
  // From here on the file is held: nothing may throw before the `try`.
  const decide = (): Decision<BodyOf<'image.create'>> => {
    const image: Image = {
      ...newImage(call, id),
      digest: file.digest,
      sizeMiB: Math.ceil(file.virtualBytes / mib),
      fileBytes: file.fileBytes,
      origin: { source: 'path' },
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
}
