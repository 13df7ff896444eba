import type { Hand } from './typist.ts';

/** What the bar above a console can do with the view below it. */
export interface ViewHandle {
  readonly paste: (text: string) => void;
  /** What the guest gave to the clipboard, or what is selected in the terminal. */
  readonly copied: () => string;
  /** Presses keys at the guest, as a keyboard does. */
  readonly hand: Hand;
  /** Displays only. */
  readonly ctrlAltDel?: () => void;
  readonly focus: () => void;
  readonly blur: () => void;
}
