/** Renames or resizes an instance: one form each, for a part of one route. */
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Instance } from '../../api/kinds.ts';
import { pathOf } from '../../app/places.ts';
import { openRouteForm } from '../../forms/open-route-form.ts';
import { text } from '../../i18n/i18n.ts';

export const openRename = (instance: Instance): void => openChange(instance, 'rename');
export const openResize = (instance: Instance): void => openChange(instance, 'resize');

function openChange(instance: Instance, change: 'resize' | 'rename'): void {
  const { id, name } = instance;
  const title = text(`instances.${change}`, { name });
  openRouteForm({
    route: 'instance.patch',
    part: change,
    object: instance,
    title,
    action: text(`instances.${change}Action`),
    send: async (body) => {
      const { data } = await api().call('instance.patch', { params: { id }, body });
      announce({
        title: text(`instances.doing.${change}`, { what: `"${name}"` }),
        path: pathOf('instance', id),
        goals: [{ id, name, generation: data.wanted.generation, gone: false }],
      });
    },
  }).catch((error: unknown) => announceTrouble(title, error, () => openChange(instance, change)));
}
