import { Button, Group } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { KeyboardIcon } from '../icons/keyboard.tsx';
import styles from './console.module.css';
import { edited, modifiers, type Modifier, type NamedKey, Typist } from './typist.ts';
import type { ViewHandle } from './view-handle.ts';

const keys = [
  ['Escape', 'Esc'],
  ['Tab', 'Tab'],
  ['ArrowLeft', '←'],
  ['ArrowDown', '↓'],
  ['ArrowUp', '↑'],
  ['ArrowRight', '→'],
] as const satisfies readonly (readonly [NamedKey, string])[];

/** Stands in the field, so that a keyboard on a screen has something to take away. */
const filling = '_'.repeat(24);

/** Keys for who has none: a field that brings up the keyboard of the screen, and what that lacks. */
export function KeyBar({ view }: { readonly view: ViewHandle }) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const [held, setHeld] = useState<ReadonlySet<Modifier>>(new Set());
  const typist = useRef<{ readonly view: ViewHandle; readonly typist: Typist }>(undefined);
  if (typist.current?.view !== view) typist.current = { view, typist: new Typist(view.hand, setHeld) };
  const { typist: types } = typist.current;
  const onInput = (event: FormEvent<HTMLTextAreaElement>) => {
    // A word that is still being put together is no word yet.
    if ((event.nativeEvent as InputEvent).isComposing) return;
    const element = event.currentTarget;
    const { removed, written } = edited(filling, element.value);
    for (let i = 0; i < removed; i++) types.press('Backspace');
    types.type(written);
    element.value = filling;
    element.setSelectionRange(filling.length, filling.length);
  };
  return (
    <Group gap={6} px="xs" pb="xs" role="toolbar" aria-label={t('console.keys')}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<KeyboardIcon size={16} />}
        // Only within the touch itself does a telephone bring up its keyboard.
        onClick={() => field.current?.focus()}
      >
        {t('console.keyboard')}
      </Button>
      {modifiers.map((modifier) => (
        <Button
          key={modifier}
          size="compact-sm"
          variant={held.has(modifier) ? 'filled' : 'default'}
          aria-pressed={held.has(modifier)}
          onPointerDown={keepFocus}
          onClick={() => types.toggle(modifier)}
        >
          {modifier}
        </Button>
      ))}
      {keys.map(([key, label]) => (
        <Button
          key={key}
          size="compact-sm"
          variant="default"
          aria-label={t(`console.keyNames.${key}`)}
          onPointerDown={keepFocus}
          onClick={() => types.press(key)}
        >
          {label}
        </Button>
      ))}
      <textarea
        ref={field}
        className={styles['keyField']}
        aria-label={t('console.keyField')}
        defaultValue={filling}
        // At the end: what is written before the filling would read as all of it taken away.
        onFocus={({ currentTarget }) => currentTarget.setSelectionRange(filling.length, filling.length)}
        onInput={onInput}
        onCompositionEnd={onInput}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        rows={1}
      />
    </Group>
  );
}

/** The keyboard of the screen goes away with the focus: a key beside it must not take that. */
const keepFocus = (event: { preventDefault(): void }) => event.preventDefault();
