import { Button, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import styles from './form-dialog.module.css';
import type { Schema } from './schema.ts';
import { FormFoot } from './form-foot.tsx';
import { type Form, useForm } from './use-form.ts';
import type { Values } from './values.ts';

interface FormDialogProps<T> {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly schema: Schema<T>;
  readonly initial: Values;
  /** The object that is being changed. */
  readonly before?: Values | undefined;
  /** On the button: the verb. */
  readonly action: string;
  /** The dialog closes when it is done; what it throws is shown in it. */
  readonly send: (value: T) => Promise<void>;
  readonly children: (form: Form<T>) => ReactNode;
}

/** A short form in a dialog. */
export function FormDialog<T>({ opened, onClose, title, ...rest }: FormDialogProps<T>) {
  const t = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={650}>{title}</Text>}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {opened ? <Inside onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function Inside<T>({
  onClose,
  schema,
  initial,
  before,
  action,
  send,
  children,
}: Omit<FormDialogProps<T>, 'opened' | 'title'>) {
  const t = useText();
  const sendAndClose = async (value: T) => {
    await send(value);
    onClose();
  };
  const form = useForm(schema, initial, sendAndClose, before);
  return (
    <form onSubmit={form.onSubmit} noValidate className={styles['form']}>
      <Stack>
        {children(form)}
        <FormFoot form={form}>
          <Button variant="default" onClick={onClose}>
            {t('shell.cancel')}
          </Button>
          <Button type="submit" loading={form.busy}>
            {action}
          </Button>
        </FormFoot>
      </Stack>
    </form>
  );
}
