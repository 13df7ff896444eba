import { useEffect, useRef } from 'react';
import { memory } from '../api/memory.ts';
import { signal } from '../api/signal.ts';
import { type Binding, forgetAfterMs, isTyping, nextKey } from './key-sequences.ts';

const storeKey = 'skerry.single-keys';

/** WCAG 2.1.4: who types by voice must be able to switch single keys off. */
export const singleKeys = signal(memory('local').get(storeKey) !== 'off');
export function setSingleKeys(on: boolean): void {
  memory('local').set(storeKey, on ? undefined : 'off');
  singleKeys.set(on);
}

/** Bindings hold while the component is there, and not while a dialog is open. */
export function useShortcuts(bindings: readonly Binding[]): void {
  const current = useRef(bindings);
  current.current = bindings;
  useEffect(() => {
    let pressed: readonly string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (!singleKeys.get() || isTyping(event.target) || document.querySelector('[role=dialog]') !== null) return;
      const step = nextKey(pressed, event.key, current.current);
      pressed = step.pressed;
      clearTimeout(timer);
      timer = setTimeout(() => (pressed = []), forgetAfterMs);
      if (step.run) {
        event.preventDefault();
        step.run();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
}
