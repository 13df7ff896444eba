import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Kind } from '../api/kinds.ts';
import { useText } from '../i18n/i18n.ts';
import { SearchIcon } from '../icons/search.tsx';
import type { PageEntry } from './page-entry.ts';
import { type Choice, moved, ranked, type Section } from './palette-entries.ts';
import styles from './palette.module.css';
import { pathOf } from './places.ts';
import { useCommands } from './use-commands.ts';
import { useFoundObjects } from './use-found-objects.ts';
import { useGo } from './use-route.ts';

interface PaletteProps {
  readonly entries: readonly PageEntry[];
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Pages, actions and objects by their names: what is typed narrows, arrows choose, Enter opens. */
export function Palette({ opened, onClose, entries }: PaletteProps) {
  const t = useText();
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      padding={0}
      size={600}
      yOffset="10dvh"
      centered={false}
      // What is typed right after the keys must not be lost: the field is there at once.
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay backgroundOpacity={0.5} />
      <Modal.Content aria-label={t('palette.title')}>
        <Modal.Body>{opened ? <Search entries={entries} onClose={onClose} /> : null}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Search({ entries, onClose }: Omit<PaletteProps, 'opened'>) {
  const t = useText();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const { sections, searching } = useSections(entries, typed, onClose);
  const choices = useMemo(() => sections.flatMap((section) => section.choices), [sections]);
  const index = Math.min(chosen, choices.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choices[index]?.run();
    } else if (['ArrowDown', 'ArrowUp'].includes(event.key)) {
      event.preventDefault();
      setChosen(moved(index, event.key, choices.length));
    }
  };
  return (
    <div>
      <div className={styles['field']}>
        <SearchIcon />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={index >= 0 ? `${listId}-${index}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
          spellCheck={false}
          autoComplete="off"
        />
      </div>
      <div
        className={styles['list']}
        ref={list}
        role="listbox"
        id={listId}
        aria-label={t('palette.title')}
        tabIndex={-1}
      >
        {sections.map((section, s) => {
          const before = sections.slice(0, s).reduce((n, { choices: c }) => n + c.length, 0);
          return (
            <div key={section.title} role="group" aria-label={section.title}>
              <div className={styles['section']} aria-hidden="true">
                {section.title}
              </div>
              {section.choices.map((choice, i) => (
                <Row key={choice.id} choice={choice} id={`${listId}-${before + i}`} active={before + i === index} />
              ))}
            </div>
          );
        })}
        {choices.length === 0 ? (
          <div className={styles['nothing']}>{searching ? t('palette.searching') : t('palette.nothing')}</div>
        ) : null}
      </div>
      <div className={styles['foot']}>{t('palette.hint')}</div>
      <div className="hidden-text" role="status">
        {typed === '' ? '' : t('palette.results', { count: choices.length })}
      </div>
    </div>
  );
}

function Row({ choice, id, active }: { readonly choice: Choice; readonly id: string; readonly active: boolean }) {
  const Icon = choice.icon;
  return (
    // The keyboard works in the field above: the combobox pattern keeps the focus there.
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={choice.refusal !== undefined}
      className={styles['choice']}
      onClick={choice.run}
    >
      {Icon === undefined ? null : <Icon />}
      <span className={styles['label']}>
        {choice.label}
        {choice.refusal === undefined ? null : <span className={styles['refusal']}>{choice.refusal}</span>}
      </span>
      {choice.note === undefined ? null : <span className={styles['note']}>{choice.note}</span>}
    </div>
  );
}

function useSections(entries: readonly PageEntry[], typed: string, onClose: () => void) {
  const t = useText();
  const go = useGo();
  const [slow] = useDebouncedValue(typed, 120);
  const found = useFoundObjects(slow, (kind: Kind) => pathOf(kind, 0) !== undefined);
  const commands = useCommands(entries, slow, onClose);
  const sections = useMemo((): Section[] => {
    const open = (path: string) => () => {
      onClose();
      go(path);
    };
    const choice = (entry: PageEntry): Choice => ({
      id: entry.path,
      label: entry.title(),
      icon: entry.icon,
      ...(entry.key === undefined ? {} : { note: `g ${entry.key}` }),
      run: open(entry.path),
    });
    const pages = entries.filter((entry) => entry.nav !== undefined || entry.palette === 'page').map(choice);
    const actions = entries.filter((entry) => entry.palette === 'action').map(choice);
    const iconOf = (kind: Kind) => entries.find((entry) => entry.shows === kind)?.icon;
    const byKind = Map.groupBy(typed.trim() === '' ? [] : (found.data ?? []), ({ kind }) => kind);
    const objects = [...byKind].map(([kind, list]) => ({
      title: t(`palette.kinds.${kind as 'instance'}`),
      choices: list.flatMap(({ id, name, note }) => {
        const path = pathOf(kind, id);
        return path === undefined ? [] : [{ id: path, label: name, icon: iconOf(kind), note, run: open(path) }];
      }),
    }));
    const acting = { title: t('palette.actions'), choices: [...commands, ...ranked(actions, typed)] };
    const going = { title: t('palette.pages'), choices: ranked(pages, typed) };
    return [...(commands.length > 0 ? [acting, going] : [going, acting]), ...objects].filter(
      (section) => section.choices.length > 0,
    );
  }, [entries, typed, found.data, commands, go, onClose, t]);
  return { sections, searching: found.isFetching };
}
