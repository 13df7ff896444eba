/** A template as text, for those who would rather write than click. */
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Field } from '../../forms/field.ts';
import { openForm } from '../../forms/open-form.ts';
import { text } from '../../i18n/i18n.ts';
import { rawSchema } from './raw-schema.ts';

const rawField = (): Field => ({
  name: 'raw',
  label: text('templates.rawField'),
  help: '',
  input: { type: 'code' },
  required: true,
  clears: false,
  common: false,
});

/** What the server writes itself and nobody may give. */
const own = new Set(['id', 'createdAt', 'changedAt']);

export async function openRaw(id: number): Promise<void> {
  try {
    const { schemaOf } = await import('../../forms/route-form.ts');
    const { data, etag } = await api().call('template.get', { params: { id } });
    const shown = Object.fromEntries(Object.entries(data).filter(([key]) => !own.has(key)));
    openForm({
      title: text('templates.rawTitle', { name: data.name }),
      about: text('templates.rawHint'),
      schema: rawSchema(schemaOf('template.patch')),
      fields: [rawField()],
      initial: { raw: JSON.stringify(shown, undefined, 2) },
      action: text('catalogue.save'),
      send: async (body) => {
        const options = { params: { id }, body, ...(etag === undefined ? {} : { ifMatch: etag }) };
        await api().callAny('template.patch', options);
        announce({ title: text('catalogue.saved', { name: data.name }), state: 'done' });
      },
    });
  } catch (error) {
    announceTrouble(text('catalogue.editTitle', { name: String(id) }), error);
  }
}
