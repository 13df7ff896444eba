import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { emptied } from './emptied.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { valueAt } from './values.ts';

interface SshKeysFieldProps {
  readonly field: Field;
  readonly form: Form<unknown>;
}

/** Public keys, one on each line, as they stand in the file that they are pasted from. */
export function SshKeysField({ field, form }: SshKeysFieldProps) {
  const t = useText();
  const { name, label, help, required } = field;
  // What stands there, also half written: an empty line is no key, and must not vanish.
  const [written, setWritten] = useState(() =>
    ((valueAt(form.values, name) as readonly string[] | undefined) ?? []).join('\n'),
  );
  const change = (text: string) => {
    setWritten(text);
    const keys = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    form.set(name, keys.length === 0 ? emptied(field, form) : keys);
  };
  return (
    <Textarea
      label={label}
      description={`${help} ${t('forms.oneOnEachLine')}`.trim()}
      withAsterisk={required}
      value={written}
      error={form.errorOf(name)}
      onChange={(event) => change(event.currentTarget.value)}
      autosize
      minRows={2}
      maxRows={6}
      spellCheck={false}
    />
  );
}
