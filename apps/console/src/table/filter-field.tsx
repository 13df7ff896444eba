import { ActionIcon, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Kind } from '../api/kinds.ts';
import type { Listed } from '../api/list-state.ts';
import { useText } from '../i18n/i18n.ts';
import { CrossIcon } from '../icons/cross.tsx';
import { FilterIcon } from '../icons/filter.tsx';
import { filterWords } from './filter-expression.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { type Suggestion, suggestionsAt, withChoice } from './suggestions.ts';
import styles from './table.module.css';
import { useReferenceNames } from './use-reference-names.ts';

/** Milliseconds after the last key: asked at every letter, the server would answer questions nobody has. */
const settleMs = 180;
/** Of so many objects in sight the labels are offered. */
const labelled = 200;

interface FilterFieldProps {
  readonly kind: Kind;
  readonly value: string;
  /** What the table shows: its labels can be asked for. */
  readonly items: readonly Listed[];
  readonly problems: readonly string[];
  readonly onChange: (text: string) => void;
}

/** The field over a table. While somebody writes it offers what could come next; nothing has to be chosen. */
export function FilterField({ kind, value, items, problems, onChange }: FilterFieldProps) {
  const t = useText();
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [opened, setOpened] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, a saved view or a link changes the address, and with it what stands here.
  useEffect(() => {
    if (value !== sent.current.trim()) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const names = useReferenceNames(kind, typed);
  const offered = useMemo(
    () => suggestionsAt(kind, typed, caret, names, opened ? items.slice(0, labelled).map(({ labels }) => labels) : []),
    [kind, typed, caret, names, items, opened],
  );
  const shown = opened && offered.options.length > 0;
  const type = (text: string, now = false) => {
    setTyped(text);
    setChosen(-1);
    clearTimeout(timer.current);
    const send = () => {
      sent.current = text;
      onChange(text);
    };
    if (now) send();
    else timer.current = setTimeout(send, settleMs);
  };
  const choose = (suggestion: Suggestion) => {
    const next = withChoice(typed, offered, suggestion);
    type(next.text, !suggestion.open);
    setCaret(next.caret);
    setOpened(suggestion.open);
    // After React has written the text.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const count = offered.options.length;
    const active = shown ? offered.options[chosen] : undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!shown) setOpened(true);
      else
        setChosen(
          (now) =>
            (now + (event.key === 'ArrowDown' ? 1 : count) + (now < 0 && event.key === 'ArrowUp' ? 1 : 0)) % count,
        );
    } else if (active !== undefined && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Enter') {
      setOpened(false);
      type(typed, true);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpened(false);
    } else if (event.key === 'Escape' && typed !== '') type('', true);
  };
  return (
    <div
      className={styles['filter']}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpened(false);
      }}
    >
      <TextInput
        ref={field}
        data-page-search
        role="combobox"
        aria-label={t('table.filter')}
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${listId}-${chosen}` : undefined}
        title={t('table.filterHelp', { fields: filterWords(kind).join(', ') })}
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
        onChange={(event) => {
          setOpened(true);
          setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          type(event.currentTarget.value);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? typed.length)}
        onClick={() => setOpened(true)}
        onKeyDown={onKeyDown}
        error={problems.length === 0 ? undefined : problems.join(' ')}
        spellCheck={false}
        autoComplete="off"
      />
      <SuggestionList
        id={listId}
        options={shown ? offered.options : []}
        chosen={chosen}
        onChoose={choose}
        label={t('table.suggestions')}
      />
    </div>
  );
}
