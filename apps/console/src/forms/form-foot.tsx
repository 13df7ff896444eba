import { Alert, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import { WarningIcon } from '../icons/warning.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import styles from './form-foot.module.css';
import type { Form } from './use-form.ts';

/** The end of every form: what is wrong with it, and its buttons. It stays in view, however long the form is. */
export function FormFoot({ form, children }: { readonly form: Form<unknown>; readonly children: ReactNode }) {
  return (
    <div className={styles['foot']}>
      <div data-form-note tabIndex={-1} className={styles['note']}>
        <Note form={form} />
      </div>
      <Group justify="flex-end">{children}</Group>
    </div>
  );
}

/** Several at most: the fields say the rest. */
const sentencesShown = 3;

function Note({ form: { trouble, wrong, unmarked } }: { readonly form: Form<unknown> }) {
  const t = useText();
  if (trouble !== undefined) return <TroubleNote error={trouble} sending />;
  if (wrong === 0) return null;
  return (
    <Alert color="red" variant="light" icon={<WarningIcon />} role="alert" title={t('forms.fix', { count: wrong })}>
      {unmarked.slice(0, sentencesShown).map((sentence) => (
        <Text key={sentence} size="sm">
          {sentence}
        </Text>
      ))}
    </Alert>
  );
}
