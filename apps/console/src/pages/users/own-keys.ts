import { userPatch } from '@skerry/contract';
import { announce } from '../../activity/activities.ts';
import { cache, keys } from '../../api/cache.ts';
import { api } from '../../api/client.ts';
import type { User } from '../../api/kinds.ts';
import { openForm } from '../../forms/open-form.ts';
import { text } from '../../i18n/i18n.ts';
import { sshKeysField } from './fields.ts';

/** One's own keys, which forms for new instances offer from then on. */
export function openOwnKeys({ id, name, sshKeys = [] }: User): void {
  const before = { sshKeys };
  openForm({
    title: text('people.users.sshKeys'),
    schema: userPatch,
    fields: [sshKeysField()],
    initial: before,
    before,
    action: text('catalogue.save'),
    send: async (body) => {
      await api().call('user.patch', { params: { id }, body: body as object });
      await cache.invalidateQueries({ queryKey: keys.me });
      announce({ title: text('catalogue.saved', { name }), state: 'done' });
    },
  });
}
