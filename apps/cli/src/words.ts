import type { Command } from 'commander';
import { usage } from './failure/cli-error.ts';

/**
 * Nouns and verbs may be shortened: a beginning that only one of them has stands for it. A whole name always means
 * itself, so that a new noun never changes what a script says.
 */
export function commandOf(parent: Command, word: string): Command | undefined {
  const names = (command: Command) => [command.name(), ...command.aliases()];
  const exact = parent.commands.find((command) => names(command).includes(word));
  if (exact !== undefined || word === '') return exact;
  const begun = parent.commands.filter((command) => !isHidden(command) && command.name().startsWith(word));
  const [first, second] = begun;
  if (second === undefined) return first;
  const all = begun.map((command) => command.name()).join(', ');
  throw usage(`"${word}" may be ${all}.`, 'Write as much of it as only one of them has.');
}

/** Commander keeps it to itself, and asks it when it writes help. */
const isHidden = (command: Command): boolean => (command as unknown as { _hidden?: boolean })._hidden === true;

interface Word {
  readonly text: string;
  /** In the command line. */
  readonly at: number;
}

/** Words of the command line that are neither options nor their values, up to where the last command is known. */
export function wordsIn(command: Command, argv: readonly string[]): Word[] {
  const withValue = new Set<string>();
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const o of at.options) if (o.required) for (const flag of [o.short, o.long]) if (flag) withValue.add(flag);
  }
  const words: Word[] = [];
  for (let i = 0; i < argv.length; i++) {
    const text = argv[i] ?? '';
    if (text === '--') return [...words, ...argv.slice(i + 1).map((rest, n) => ({ text: rest, at: i + 1 + n }))];
    if (withValue.has(text)) i++;
    else if (!text.startsWith('-')) words.push({ text, at: i });
  }
  return words;
}

/** `--sort -cpus` as one word: by itself `-cpus` would be taken for the short options that it is not. */
export const fallingOrders = (argv: readonly string[]): string[] =>
  argv.flatMap((word, i) => {
    if (argv[i - 1] === '--sort' && word.startsWith('-')) return [];
    const next = argv[i + 1];
    return word === '--sort' && next?.startsWith('-') ? [`--sort=${next}`] : [word];
  });

export interface Expanded {
  /** The command that the words name, as far as they do. */
  readonly command: Command;
  /** The command line with whole words. */
  readonly argv: readonly string[];
  /** Words behind the command. */
  readonly rest: readonly string[];
}

/** The command line with every shortened noun and verb written out. Throws where one may be several. */
export function expand(program: Command, given: readonly string[]): Expanded {
  let command = program;
  const argv = [...given];
  let words = wordsIn(program, argv);
  let known = words[0]?.text === 'help' ? 1 : 0;
  while (command.commands.length > 0) {
    const word = words[known];
    const next = word && commandOf(command, word.text);
    if (!next) break;
    if (!next.aliases().includes(word.text)) argv[word.at] = next.name();
    command = next;
    known++;
    // Its own options have values too, which are no words.
    words = wordsIn(command, argv);
  }
  return { command, argv, rest: words.slice(known).map(({ text }) => text) };
}
