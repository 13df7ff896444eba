import { ActionIcon, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { CrossIcon } from '../icons/cross.tsx';
import { FilterIcon } from '../icons/filter.tsx';
import type { FilterField as Field, FilterProblem } from './filter-expression.ts';
import styles from './table.module.css';

/** Milliseconds after the last key: asked at every letter, the server would answer questions nobody has. */
const settleMs = 180;

interface FilterFieldProps {
  readonly value: string;
  readonly fields: readonly Field[];
  readonly problems: readonly FilterProblem[];
  readonly onChange: (text: string) => void;
}

export function FilterField({ value, fields, problems, onChange }: FilterFieldProps) {
  const t = useText();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, a saved view or a link changes the address, and with it what stands here.
  useEffect(() => {
    if (value !== sent.current.trim()) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string, now = false) => {
    setTyped(text);
    clearTimeout(timer.current);
    const send = () => {
      sent.current = text;
      onChange(text);
    };
    if (now) send();
    else timer.current = setTimeout(send, settleMs);
  };
  return (
    <TextInput
      className={styles['filter'] ?? ''}
      data-page-search
      type="search"
      aria-label={t('table.filter')}
      title={t('table.filterHelp', { fields: fields.map(({ name }) => `${name}:…`).join(', ') })}
      placeholder={t('table.filterPlaceholder')}
      leftSection={<FilterIcon size={16} />}
      rightSection={
        typed === '' ? null : (
          <ActionIcon variant="subtle" color="gray" aria-label={t('table.clear')} onClick={() => type('', true)}>
            <CrossIcon size={14} />
          </ActionIcon>
        )
      }
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') type(typed, true);
        if (event.key === 'Escape' && typed !== '') type('', true);
      }}
      error={problems.length === 0 ? undefined : problems.map((p) => t(`table.${p.problem}`, { ...p })).join(' ')}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
