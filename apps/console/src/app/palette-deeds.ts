/** What the palette can do with an object: `stop web-1`. A page that shows such objects offers it (`PageEntry.deeds`). */
import type { Kind } from '../api/kinds.ts';
import type { Listed } from '../api/list-state.ts';

export interface PaletteDeed {
  readonly id: string;
  /** As somebody would type it: one word or several. */
  readonly command: string;
}
export interface PaletteDeeds<O extends Listed = Listed> {
  readonly kind: Kind;
  readonly deeds: readonly PaletteDeed[];
  /** The domain's own sentence; null: it is possible. */
  readonly refusal: (deed: string, object: O) => string | null;
  readonly run: (deed: string, object: O) => void;
}

export interface Command {
  readonly deed: PaletteDeed;
  /** Part of the name of what it is to be done with. */
  readonly name: string;
}

/** The deeds that a text begins with, each with what is left of the text. Words may be begun only: `sto web`. */
export function commandsIn(typed: string, deeds: readonly PaletteDeed[]): readonly Command[] {
  const words = typed.trim().split(/\s+/).filter(Boolean);
  return deeds.flatMap((deed) => {
    const command = deed.command.toLowerCase().split(' ');
    const said = command.every((word, i) => {
      const begun = words[i]?.toLowerCase() ?? '';
      return begun.length >= leastLetters && word.startsWith(begun);
    });
    return said ? [{ deed, name: words.slice(command.length).join(' ') }] : [];
  });
}
/** Of each word; a single letter is the beginning of too many. */
const leastLetters = 2;

/** Those that are possible first; all else stays in its order. */
export const possibleFirst = <C extends { readonly refusal?: string | undefined }>(
  choices: readonly C[],
): readonly C[] => [
  ...choices.filter(({ refusal }) => refusal === undefined),
  ...choices.filter(({ refusal }) => refusal !== undefined),
];
