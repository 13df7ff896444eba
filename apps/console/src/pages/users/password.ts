import { userPatch, userPatchQuery } from '@skerry/contract';
import { z } from 'zod';
import { announce } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { openForm } from '../../forms/open-form.ts';
import { text } from '../../i18n/i18n.ts';
import { currentPasswordField, passwordField } from './fields.ts';

const tokens = ['keep', 'end'] as const;

/** Who changes the own password gives the one of now; what becomes of access tokens is asked in either case. */
export function openPassword(user: { readonly id: number; readonly name: string }, isOwn: boolean): void {
  const { password, currentPassword } = userPatch.shape;
  const own = isOwn ? { currentPassword: currentPassword.unwrap() } : {};
  openForm({
    title: text('people.users.newPasswordTitle', { name: user.name }),
    schema: z.strictObject({ ...own, password: password.unwrap(), tokens: userPatchQuery.shape.tokens }),
    fields: [
      ...(isOwn ? [currentPasswordField()] : []),
      passwordField(),
      {
        name: 'tokens',
        label: text('people.users.tokensAfter'),
        type: 'choice',
        options: tokens.map((value) => ({ value, label: text(`people.users.tokensAfterwards.${value}`) })),
        required: true,
      },
    ],
    initial: { tokens: 'keep' },
    action: text('catalogue.save'),
    send: async (given) => {
      const { tokens: after, ...body } = given as { readonly tokens: 'keep' | 'end' };
      const { data } = await api().callAny('user.patch', { params: { id: user.id }, query: { tokens: after }, body });
      const kept = (data as { readonly tokensKept?: readonly { readonly name: string }[] }).tokensKept ?? [];
      const names = kept.map(({ name }) => name).join(', ');
      announce({
        title: text('catalogue.saved', { name: user.name }),
        ...(kept.length === 0 ? {} : { sentence: text('people.users.tokensKept', { names }) }),
        state: 'done',
      });
    },
  });
}
