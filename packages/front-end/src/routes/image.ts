import type { Datastore, Image } from '@skerry/domain';
import { newMeta, referred } from '../catalogue/meta.ts';
import type { Cloud } from '../cloud.ts';
import type { BodyOf, Decision, Handlers } from '../http/call.ts';
import { created, deleteOf, explainOf, getOf, listOf, patchOf } from '../http/standard-routes.ts';
import { keys } from '../state/keys.ts';
import { absolutePath } from './datastore.ts';

const mib = 1024 * 1024;

export const imageRoutes = {
  'image.list': listOf('image'),
  'image.get': getOf('image'),
  'image.explain': explainOf('image'),
  'image.create': async (call) => {
    const { cloud, body, caller } = call;
    const datastore = referred('datastore', body.datastoreId, 'datastoreId', caller, cloud.model);
    const source = absolutePath(body.path);
    // Asked before the long copy, and again in its turn.
    newMeta('image', -1, body.name, body, caller, cloud);
    const file = await cloud.images.import(source, datastore.path);
    const id = await cloud.ids.next('image');
    const decide = (): Decision<BodyOf<'image.create'>> => {
      const image: Image = {
        ...newMeta('image', id, body.name, body, caller, cloud),
        datastoreId: datastore.id,
        digest: file.digest,
        sizeMiB: Math.ceil(file.virtualBytes / mib),
        fileBytes: file.fileBytes,
        format: 'qcow2',
        os: body.os,
        architecture: 'x86_64',
        kinds: body.kinds,
        haltSignal: body.haltSignal,
        rebootSignal: body.rebootSignal,
        minMemoryMiB: body.minMemoryMiB,
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
      cloud.images.release(datastore.path, file.digest);
      await removeUnused(datastore, file.digest, cloud);
    }
  },
  'image.patch': patchOf('image'),
  'image.delete': async (call) => {
    const image = call.object();
    const answer = await deleteOf<'image', 'image.delete'>('image')(call);
    const datastore = call.cloud.model.get('datastore', image.datastoreId);
    if (datastore !== undefined) await removeUnused(datastore, image.digest, call.cloud);
    return answer;
  },
} satisfies Pick<Handlers, Extract<keyof Handlers, `image.${string}`>>;

/** The file goes with the last image that has its content. */
async function removeUnused(datastore: Datastore, digest: string, { model, images }: Cloud): Promise<void> {
  const used = [...model.all('image')].some((i) => i.datastoreId === datastore.id && i.digest === digest);
  if (!used) await images.remove(datastore.path, digest);
}
