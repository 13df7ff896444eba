import { isAbsolute, normalize } from 'node:path';
import type { Datastore } from '@skerry/domain';
import { datastoresIn } from '../images/same-directory.ts';
import { newMeta } from '../catalogue/meta.ts';
import { FrontEndError, invalidField } from '../errors.ts';
import type { Handlers } from '../requests/call.ts';
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
          throw new FrontEndError(
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

/** A path as the front-end's own; no relative ones, no NUL. */
export function absolutePath(path: string): string {
  if (!isAbsolute(path) || path.includes('\0')) throw invalidField('path', 'Give an absolute path.');
  const clean = normalize(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}
