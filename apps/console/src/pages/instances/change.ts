/** Renames or resizes an instance: one form each, over the same schema of the contract. */
import type { instancePatch } from '@skerry/contract';
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Instance } from '../../api/kinds.ts';
import { pathOf } from '../../app/places.ts';
import type { Field } from '../../forms/field.ts';
import { openForm } from '../../forms/open-form.ts';
import type { Values } from '../../forms/use-form.ts';
import { text } from '../../i18n/i18n.ts';
import { nameField } from '../catalogue/common-fields.ts';

type Patch = ReturnType<typeof instancePatch.parse>;
type Change = 'resize' | 'rename';

export const openRename = (instance: Instance): void =>
  openChange(instance, 'rename', [nameField()], { name: instance.name });

export const openResize = (instance: Instance): void =>
  openChange(
    instance,
    'resize',
    [
      { name: 'cpus', label: text('objects.fields.cpus'), type: 'number', required: true },
      { name: 'memoryMiB', label: text('objects.fields.memory'), type: 'size', required: true },
    ],
    { cpus: instance.cpus, memoryMiB: instance.memoryMiB },
  );

function openChange(instance: Instance, change: Change, fields: readonly Field[], initial: Values): void {
  const { id, name } = instance;
  const show = async () => {
    const { schemaOf } = await import('../../forms/schemas.ts');
    openForm({
      title: text(`instances.${change}`, { name }),
      schema: schemaOf('instance.patch'),
      fields,
      initial,
      action: text(`instances.${change}Action`),
      send: async (body) => {
        const { data } = await api().call('instance.patch', { params: { id }, body: body as Patch });
        announce({
          title: text(`instances.doing.${change}`, { what: `"${name}"` }),
          path: pathOf('instance', id),
          goals: [{ id, name, generation: data.wanted.generation, gone: false }],
        });
      },
    });
  };
  show().catch((error: unknown) =>
    announceTrouble(text(`instances.${change}`, { name }), error, () => openChange(instance, change, fields, initial)),
  );
}
