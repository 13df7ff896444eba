import { TextInput } from '@mantine/core';
import { commandLineIn, commandLineOf } from '@skerry/domain';
import { useState } from 'react';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { valueAt } from './values.ts';

interface CommandLineFieldProps {
  readonly field: Field;
  readonly form: Form<unknown>;
}

/** A program with its arguments in one line, read as the command line reads it. */
export function CommandLineField({ field, form }: CommandLineFieldProps) {
  const { name, label, help, required, placeholder } = field;
  const [written, setWritten] = useState(() =>
    commandLineOf((valueAt(form.values, name) as readonly string[] | undefined) ?? []),
  );
  const line = commandLineIn(written);
  const change = (text: string) => {
    setWritten(text);
    const read = commandLineIn(text);
    // What cannot be read is sent to nobody: as a text it is no list, and the form says so.
    form.set(name, read.ok ? (read.words.length === 0 ? undefined : read.words) : text);
  };
  return (
    <TextInput
      label={label}
      description={help}
      withAsterisk={required}
      {...(placeholder === undefined ? {} : { placeholder })}
      value={written}
      error={line.ok ? form.errorOf(name) : line.problem}
      onChange={(event) => change(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
