/** The disc in the drive of an instance: a form to put one in, and a click to take it out. */
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Instance } from '../../api/kinds.ts';
import { pathOf } from '../../app/places.ts';
import type { Choosable } from '../../forms/field.ts';
import { openRouteForm } from '../../forms/open-route-form.ts';
import { text } from '../../i18n/i18n.ts';

const doing = (what: 'attach-cdrom' | 'eject-cdrom', { id, name }: Instance, { wanted }: Instance) =>
  announce({
    title: text(`instances.doing.${what}`, { what: `"${name}"` }),
    path: pathOf('instance', id),
    goals: [{ id, name, generation: wanted.generation, gone: false }],
  });

export const isDisc = (image: Choosable & { readonly type?: string }): boolean => image.type === 'cdrom';

export function openAttachCdrom(instance: Instance): void {
  const { id, name } = instance;
  const title = text('instances.attachCdrom', { name });
  openRouteForm({
    route: 'instance.attach-cdrom',
    title,
    about: text('instances.attachCdromAbout'),
    action: text('instances.attachCdromAction'),
    changes: { imageId: { among: isDisc } },
    send: async (body) => {
      const { data } = await api().callAny('instance.attach-cdrom', { params: { id }, body });
      doing('attach-cdrom', instance, data as Instance);
    },
  }).catch((error: unknown) => announceTrouble(title, error, () => openAttachCdrom(instance)));
}

export async function ejectCdrom(instance: Instance): Promise<void> {
  const { id, name } = instance;
  try {
    const { data } = await api().call('instance.eject-cdrom', { params: { id } });
    doing('eject-cdrom', instance, data);
  } catch (error) {
    announceTrouble(text('instances.notEjected', { name }), error, () => void ejectCdrom(instance));
  }
}
