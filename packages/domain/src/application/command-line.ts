/**
 * A program with its arguments, as people type it in one line, and back. Blanks part words; quotes and backslashes keep
 * them together as in a shell, and nothing else of a shell is done. The one place where command line and console read it.
 */
export type CommandLine =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly problem: string };

export function commandLineIn(text: string): CommandLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (quote === "'" ? false : character === '\\' && !(quote === '"' && !/["\\$`\n]/.test(text[i + 1] ?? ''))) {
      const next = text[++i];
      if (next === undefined) return { ok: false, problem: 'It ends with a backslash, and nothing follows it.' };
      word = (word ?? '') + next;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') return { ok: false, problem: `A quote ( ${quote} ) is opened and not closed.` };
  if (word !== undefined) words.push(word);
  return { ok: true, words };
}

export const commandLineOf = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
