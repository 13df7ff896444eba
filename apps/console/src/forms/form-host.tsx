import { Stack, Text } from '@mantine/core';
import { useSignal } from '../api/signal.ts';
import { text } from '../i18n/i18n.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { FieldInput } from './field-input.tsx';
import { foldedFields } from './folded-fields.ts';
import { FormDialog } from './form-dialog.tsx';
import { openedForm } from './open-form.ts';

/** Shows the form that `openForm` asks for. */
export function FormHost() {
  const question = useSignal(openedForm);
  if (question === undefined) return null;
  const { title, about, schema, fields, initial, before, action, send } = question;
  return (
    <FormDialog
      opened
      onClose={() => openedForm.set(undefined)}
      title={title}
      schema={schema}
      initial={initial}
      before={before}
      action={action}
      send={send}
    >
      {(form) => (
        <>
          {about === undefined ? null : (
            <Text size="sm" c="dimmed" component="div">
              {about}
            </Text>
          )}
          {foldedFields(fields).map(({ title: fold, fields: members }) => {
            const inputs = members.map((field) => <FieldInput key={field.name} field={field} form={form} />);
            if (fold === undefined) return inputs;
            return (
              <Disclosure key={fold} label={text(fold)}>
                <Stack mt="sm">{inputs}</Stack>
              </Disclosure>
            );
          })}
        </>
      )}
    </FormDialog>
  );
}
