import { announce, announceTrouble } from '../../../activity/activities.ts';
import { api } from '../../../api/client.ts';
import type { Instance } from '../../../api/kinds.ts';
import { pathOf } from '../../../app/places.ts';
import { changedOnly } from '../../../forms/changed-only.ts';
import { openRouteForm } from '../../../forms/open-route-form.ts';
import { text } from '../../../i18n/i18n.ts';

/** Keys and user data of an instance; its cluster changes them, and that is followed. */
export async function openGiven(instance: Instance): Promise<void> {
  const { id, name } = instance;
  const title = text('instances.givenTitle', { name });
  try {
    const { data: context } = await api().call('instance.context', { params: { id } });
    await openRouteForm({
      route: 'instance.patch',
      part: 'given',
      object: { context },
      title,
      about: text('instances.givenHint'),
      action: text('catalogue.save'),
      send: async (value, before) => {
        const body = changedOnly(value, before);
        if (Object.keys(body).length === 0) return;
        const { data } = await api().call('instance.patch', { params: { id }, body });
        announce({
          title: text('instances.doing.reconfigure', { what: `"${name}"` }),
          path: pathOf('instance', id),
          goals: [{ id, name, generation: data.wanted.generation, gone: false }],
        });
      },
    });
  } catch (error) {
    announceTrouble(title, error, () => void openGiven(instance));
  }
}
