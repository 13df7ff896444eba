import { NumberInput, TextInput } from '@mantine/core';
import { instancePatch } from '@skerry/contract';
import { announce } from '../../../activity/activities.ts';
import { api } from '../../../api/client.ts';
import type { Instance } from '../../../api/kinds.ts';
import { pathOf } from '../../../app/places.ts';
import { FormDialog } from '../../../forms/form-dialog.tsx';
import { SizeInput } from '../../../forms/size-input.tsx';
import type { Form, Values } from '../../../forms/use-form.ts';
import { useText } from '../../../i18n/i18n.ts';

type Change = 'resize' | 'rename';
type Patch = ReturnType<typeof instancePatch.parse>;

interface ChangeDialogProps {
  readonly instance: Instance;
  readonly change: Change | undefined;
  readonly onClose: () => void;
}

/** Renames or resizes an instance: one form each, over the same schema of the contract. */
export function ChangeDialog({ instance, change, onClose }: ChangeDialogProps) {
  const t = useText();
  if (change === undefined) return null;
  const { id, name, cpus, memoryMiB } = instance;
  const initial = { rename: { name }, resize: { cpus, memoryMiB } } as const satisfies Record<Change, Values>;
  const send = async (body: Patch) => {
    const { data } = await api().call('instance.patch', { params: { id }, body });
    announce({
      title: t(`instances.doing.${change}`, { what: `"${name}"` }),
      path: pathOf('instance', id),
      goals: [{ id, name, generation: data.wanted.generation, gone: false }],
    });
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(`instances.${change}`, { name })}
      schema={instancePatch}
      initial={initial[change]}
      action={t(`instances.${change}Action`)}
      send={send}
    >
      {(form: Form<Patch>) =>
        change === 'rename' ? (
          <TextInput label={t('objects.fields.name')} {...form.text('name')} data-autofocus spellCheck={false} />
        ) : (
          <>
            <NumberInput label={t('objects.fields.cpus')} {...form.number('cpus')} min={1} max={128} data-autofocus />
            <SizeInput form={form} name="memoryMiB" label={t('objects.fields.memory')} />
          </>
        )
      }
    </FormDialog>
  );
}
