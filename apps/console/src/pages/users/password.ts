import { userPatch } from '@skerry/contract';
import { announce } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { openForm } from '../../forms/open-form.ts';
import { text } from '../../i18n/i18n.ts';
import { passwordField } from './fields.ts';

export function openPassword(user: { readonly id: number; readonly name: string }): void {
  openForm({
    title: text('people.users.newPasswordTitle', { name: user.name }),
    schema: userPatch.pick({ password: true }).required(),
    fields: [passwordField()],
    initial: {},
    action: text('catalogue.save'),
    send: async (body) => {
      await api().callAny('user.patch', { params: { id: user.id }, body });
      announce({ title: text('catalogue.saved', { name: user.name }), state: 'done' });
    },
  });
}
