import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/i18n.ts';

interface JsonFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: unknown;
  /** What the schema says of it. */
  readonly error?: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** An object as text. While it is none, the text itself is the value, which every schema refuses: nothing half is sent. */
export function JsonField({ label, hint, value, error, onChange }: JsonFieldProps) {
  const t = useText();
  const [written, setWritten] = useState(() => (isEmpty(value) ? '' : JSON.stringify(value, undefined, 2)));
  const [wrong, setWrong] = useState<string>();
  const change = (next: string) => {
    setWritten(next);
    const read = parsed(next);
    setWrong('why' in read ? t('forms.noJson', { why: read.why }) : undefined);
    onChange('why' in read ? next : read.value);
  };
  return (
    <Textarea
      label={label}
      description={hint}
      value={written}
      error={wrong ?? error}
      onChange={(event) => change(event.currentTarget.value)}
      placeholder="{}"
      autosize
      minRows={2}
      maxRows={14}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
    />
  );
}

const isEmpty = (value: unknown): boolean => value === undefined || Object.keys(Object(value)).length === 0;

function parsed(text: string): { readonly value: unknown } | { readonly why: string } {
  if (text.trim() === '') return { value: {} };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}
