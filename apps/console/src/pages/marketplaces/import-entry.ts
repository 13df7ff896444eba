/** An image of something that a marketplace has: asked for its name, and made. Its own page shows how it comes. */
import { imageNameOf } from '@skerry/domain';
import { announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { openForm } from '../../forms/open-form.ts';
import { text } from '../../i18n/i18n.ts';

interface Wanted {
  readonly marketplaceId: number;
  readonly reference: string;
  readonly architecture: string;
}

/** `made`: gets the number of the image, which is being imported then. */
export async function importEntry(wanted: Wanted, made: (id: number) => void): Promise<void> {
  const title = text('marketplaces.importTitle', { reference: wanted.reference });
  try {
    const { routeForm } = await import('../../forms/route-form.ts');
    const form = routeForm('image.create', { part: 'import' });
    openForm({
      ...form,
      title,
      about: text('marketplaces.importAbout'),
      action: text('marketplaces.import'),
      initial: { ...form.initial, ...wanted, name: imageNameOf(wanted.reference) },
      send: async (body) => {
        const { data } = await api().callAny('image.create', { body });
        made((data as { id: number }).id);
      },
    });
  } catch (error) {
    announceTrouble(title, error, () => void importEntry(wanted, made));
  }
}
