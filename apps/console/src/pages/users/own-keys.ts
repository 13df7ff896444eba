import { announce, announceTrouble } from '../../activity/activities.ts';
import { cache, keys } from '../../api/cache.ts';
import { api } from '../../api/client.ts';
import type { User } from '../../api/kinds.ts';
import { openRouteForm } from '../../forms/open-route-form.ts';
import { text } from '../../i18n/i18n.ts';

/** One's own keys, which forms for new instances offer from then on. */
export function openOwnKeys(user: User): void {
  const { id, name } = user;
  const title = text('people.users.sshKeys');
  openRouteForm({
    route: 'user.patch',
    part: 'keys',
    object: user,
    title,
    action: text('catalogue.save'),
    send: async (body) => {
      await api().call('user.patch', { params: { id }, body });
      await cache.invalidateQueries({ queryKey: keys.me });
      announce({ title: text('catalogue.saved', { name }), state: 'done' });
    },
  }).catch((error: unknown) => announceTrouble(title, error, () => openOwnKeys(user)));
}
