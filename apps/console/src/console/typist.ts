/**
 * Keys that no keyboard of a telephone has, and text as its keyboard gives it, as what a guest hears. Pure: what is sent
 * goes to `Hand`, one for displays and one for terminals.
 */
export const modifiers = ['Ctrl', 'Alt'] as const;
export type Modifier = (typeof modifiers)[number];
export const namedKeys = [
  'Escape',
  'Tab',
  'ArrowLeft',
  'ArrowDown',
  'ArrowUp',
  'ArrowRight',
  'Enter',
  'Backspace',
  'Delete',
] as const;
export type NamedKey = (typeof namedKeys)[number];

/** Presses one key: a named one, or a character, with modifiers around it. */
export type Hand = (key: NamedKey | { readonly character: string }, held: ReadonlySet<Modifier>) => void;

/** A modifier is held for the next key only: on a telephone nobody can hold two keys at once. */
export class Typist {
  readonly #hand: Hand;
  readonly #onHeld: (held: ReadonlySet<Modifier>) => void;
  #held: ReadonlySet<Modifier> = new Set();

  constructor(hand: Hand, onHeld: (held: ReadonlySet<Modifier>) => void = () => {}) {
    this.#hand = hand;
    this.#onHeld = onHeld;
  }

  get held(): ReadonlySet<Modifier> {
    return this.#held;
  }

  toggle(modifier: Modifier): void {
    const held = new Set(this.#held);
    if (!held.delete(modifier)) held.add(modifier);
    this.#hold(held);
  }

  press(key: NamedKey): void {
    this.#hand(key, this.#held);
    this.#hold(new Set());
  }

  type(text: string): void {
    for (const character of text) {
      this.#hand(character === '\n' ? 'Enter' : { character }, this.#held);
      this.#hold(new Set());
    }
  }

  #hold(held: ReadonlySet<Modifier>): void {
    if (held.size === 0 && this.#held.size === 0) return;
    this.#held = held;
    this.#onHeld(held);
  }
}

/**
 * What was done to a field that began as `before`: a keyboard on a screen tells of words and corrections, not of keys.
 * The end differs: so much was taken away, so much written.
 */
export function edited(before: string, after: string): { readonly removed: number; readonly written: string } {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  return { removed: before.length - same, written: after.slice(same) };
}
