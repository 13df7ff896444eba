import type { Datastore } from '@skerry/domain';
import { absolutePath } from '../images/absolute-path.ts';
import { datastoresIn } from '../images/same-directory.ts';
import { newMeta } from '@skerry/api/catalogue/meta';
import { RequestError } from '@skerry/api/errors';
import type { Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, patchOf } from './standard-writes.ts';
import type { Owner } from './owner.ts';

export const datastoreRoutes = ({ images }: Owner) =>
  ({
    'datastore.create': async (call) => {
      const { cloud, body, caller } = call;
      const path = absolutePath(body.path);
      await images.prepare(path);
      const id = await cloud.ids.next('datastore');
      return call.write({ key: 'datastore/create' }, async () => {
        const meta = newMeta('datastore', id, body.name, body, caller, cloud);
        const [there] = await datastoresIn(path, cloud.model.all('datastore'));
        const other = there === undefined ? undefined : cloud.model.get('datastore', there);
        if (other !== undefined) {
          throw new RequestError(
            'name-taken',
            `The datastore "${other.name}" is in this directory${other.path === path ? '' : `, as ${other.path}`}.`,
            {
              field: 'path',
              hint: 'Use that datastore, or choose another directory.',
            },
          );
        }
        const datastore: Datastore = { ...meta, type: 'image', path };
        return created('datastore', datastore, call);
      });
    },
    'datastore.patch': patchOf('datastore'),
    'datastore.delete': deleteOf('datastore'),
  }) satisfies Partial<Handlers>;
