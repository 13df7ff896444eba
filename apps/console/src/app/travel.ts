/** Going to an address of the console. The router puts itself here at the start, so that a link costs nothing but itself. */
import type { Search } from './search-params.ts';

export interface Traveller {
  readonly go: (to: string, search: Search) => void;
  /** Somebody points at a link: its page may be loaded already. */
  readonly prepare: (to: string) => void;
}

let traveller: Traveller = { go: () => {}, prepare: () => {} };

export function setTraveller(who: Traveller): void {
  traveller = who;
}

export const travel: Traveller = {
  go: (to, search) => traveller.go(to, search),
  prepare: (to) => traveller.prepare(to),
};

interface Click {
  readonly button: number;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly defaultPrevented: boolean;
}

/** Is it a wish to go there in this window? All else is the browser's: another tab, another window, saving. */
export const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented }: Click): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey && !defaultPrevented;
