import { newMeta } from '@skerry/api/catalogue/meta';
import { RequestError } from '@skerry/api/errors';
import type { Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, patchOf } from './standard-writes.ts';

export const groupRoutes = {
  'group.create': async (call) => {
    const { cloud, body, caller } = call;
    const id = await cloud.ids.next('group');
    return call.write({ key: 'group/create' }, () =>
      created('group', newMeta('group', id, body.name, body, caller, cloud), call),
    );
  },
  'group.patch': patchOf('group'),
  'group.delete': deleteOf('group', (group) => {
    if (group.id > 1) return {};
    throw new RequestError('protected', `The group "${group.name}" belongs to Skerry and stays.`, {
      hint: 'You may rename it.',
    });
  }),
} satisfies Partial<Handlers>;
