import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { emptied } from './emptied.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { valueAt } from './values.ts';

interface LinesFieldProps {
  readonly field: Field;
  readonly form: Form<unknown>;
  /** What a line stands for; an empty one is none. */
  readonly entryOf: (line: string) => string;
}

/** A list with one entry on each line, as it stands in the file that it is pasted from. */
export function LinesField({ field, form, entryOf }: LinesFieldProps) {
  const t = useText();
  const { name, label, help, required } = field;
  // What stands there, also half written: an empty line is no entry, and must not vanish.
  const [written, setWritten] = useState(() =>
    ((valueAt(form.values, name) as readonly string[] | undefined) ?? []).join('\n'),
  );
  const change = (text: string) => {
    setWritten(text);
    const entries = text
      .split('\n')
      .map(entryOf)
      .filter((entry) => entry !== '');
    form.set(name, entries.length === 0 ? emptied(field, form) : entries);
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
