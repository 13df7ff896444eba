/** Keys that do something, also in sequence (`g i`). Pure: the caller holds what was pressed, and a clock ends it. */
export interface Binding {
  /** One or two keys as `KeyboardEvent.key` names them: `['g', 'i']`. */
  readonly keys: readonly string[];
  readonly run: () => void;
}

export interface KeyStep {
  /** Keys pressed so far that may still become a binding. */
  readonly pressed: readonly string[];
  readonly run?: () => void;
}

/** Milliseconds after which a begun sequence is forgotten. */
export const forgetAfterMs = 1_200;

export function nextKey(pressed: readonly string[], key: string, bindings: readonly Binding[]): KeyStep {
  const tried = [...pressed, key];
  const whole = bindings.find(({ keys }) => equal(keys, tried));
  if (whole) return { pressed: [], run: whole.run };
  if (bindings.some(({ keys }) => keys.length > tried.length && equal(keys.slice(0, tried.length), tried))) {
    return { pressed: tried };
  }
  // `g x` where `x` is nothing after `g`: it may begin something of its own.
  return pressed.length > 0 ? nextKey([], key, bindings) : { pressed: [] };
}

const equal = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((k, i) => k === b[i]);

/** Where letters are text, they are no shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as { tagName?: string; isContentEditable?: boolean; type?: string } | null;
  if (element?.isContentEditable) return true;
  const tag = element?.tagName;
  if (tag === 'INPUT') return !['checkbox', 'radio', 'button', 'submit'].includes(element?.type ?? '');
  return tag === 'TEXTAREA' || tag === 'SELECT';
}
