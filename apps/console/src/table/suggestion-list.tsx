import { useEffect, useRef } from 'react';
import styles from './suggestion-list.module.css';
import type { Suggestion } from './suggestions.ts';

interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  /** None: it is closed. */
  readonly options: readonly Suggestion[];
  readonly chosen: number;
  readonly onChoose: (suggestion: Suggestion) => void;
}

/** What may come next, under the field that is being written; the keyboard stays in the field. */
export function SuggestionList({ id, label, options, chosen, onChoose }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div id={id} ref={list} role="listbox" aria-label={label} className={styles['list']} hidden={options.length === 0}>
      {options.map((option, i) => (
        <div
          key={option.insert}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === chosen}
          className={styles['option']}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          {option.label}
          {option.open ? <span className={styles['colon']}>:</span> : null}
        </div>
      ))}
    </div>
  );
}
