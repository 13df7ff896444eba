import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { openRouteForm } from '../../forms/open-route-form.ts';
import { text } from '../../i18n/i18n.ts';

/** Who changes the own password gives the one of now; what becomes of access tokens is asked in either case. */
export function openPassword(user: { readonly id: number; readonly name: string }, isOwn: boolean): void {
  const title = text('people.users.newPasswordTitle', { name: user.name });
  openRouteForm({
    route: 'user.patch',
    part: isOwn ? 'password' : 'reset',
    query: ['tokens'],
    title,
    action: text('catalogue.save'),
    send: async (given) => {
      const { tokens, ...body } = given as { readonly tokens: 'keep' | 'end' };
      const { data } = await api().callAny('user.patch', { params: { id: user.id }, query: { tokens }, body });
      const kept = (data as { readonly tokensKept?: readonly { readonly name: string }[] }).tokensKept ?? [];
      const names = kept.map(({ name }) => name).join(', ');
      announce({
        title: text('catalogue.saved', { name: user.name }),
        ...(kept.length === 0 ? {} : { sentence: text('people.users.tokensKept', { names }) }),
        state: 'done',
      });
    },
  }).catch((error: unknown) => announceTrouble(title, error, () => openPassword(user, isOwn)));
}
