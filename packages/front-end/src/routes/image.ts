import type { Image } from '@skerry/domain';
import { newMeta, referred } from '../catalogue/meta.ts';
import type { Handlers } from '../http/call.ts';
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
    return call.write({ key: 'image/create' }, () => {
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
    });
  },
  'image.patch': patchOf('image'),
  'image.delete': async (call) => {
    const image = call.object();
    const answer = await deleteOf<'image', 'image.delete'>('image')(call);
    const { model, images } = call.cloud;
    const datastore = model.get('datastore', image.datastoreId);
    const shared = [...model.all('image')].some(
      (i) => i.datastoreId === image.datastoreId && i.digest === image.digest,
    );
    if (datastore !== undefined && !shared) await images.remove(datastore.path, image.digest);
    return answer;
  },
} satisfies Pick<Handlers, Extract<keyof Handlers, `image.${string}`>>;
