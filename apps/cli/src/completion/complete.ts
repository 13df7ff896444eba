import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { Io } from '../io.ts';
import { isObjectKind, listRoute } from '../objects/object-ref.ts';
import { createProgram } from '../program.ts';
import { expand } from '../words.ts';
import { type Candidate, type Names, valuesOf } from './values.ts';

/** Longer, and a press of the key feels stuck; then nothing is offered. */
const deadlineMs = 1_500;

/**
 * Answers the completion scripts: one candidate a line, its meaning behind a tab. `words` are those of the command line
 * without its first; the last of them is being typed. It never fails aloud.
 */
export async function complete(io: Io, words: readonly string[]): Promise<void> {
  const { before, typed, hidden } = joined(words);
  const { program, cli } = await createProgram(io, before);
  const candidates = await offer(program, before, typed, (kind) => names(cli, kind));
  for (const { word, about } of candidates) {
    if (word.startsWith(typed)) cli.print(`${word.slice(hidden.length)}\t${about}`);
  }
}

/** Bash breaks words at "=" and wants only what comes behind it; here `state`, `=`, `run` are one word again. */
export function joined(words: readonly string[]): { before: string[]; typed: string; hidden: string } {
  const whole: string[] = [];
  let hidden = '';
  let continues = false;
  for (const word of words) {
    const last = whole.at(-1);
    if ((word === '=' || continues) && last !== undefined) {
      whole[whole.length - 1] = last + word;
      if (word === '=') hidden = last + word;
      continues = word === '=';
    } else {
      whole.push(word);
      hidden = '';
      continues = false;
    }
  }
  const typed = whole.pop() ?? '';
  return { before: whole, typed, hidden };
}

async function names(cli: Cli, kind: string): Promise<Candidate[]> {
  if (kind === 'machine') return machines(cli);
  if (!isObjectKind(kind)) return [];
  try {
    const client = await cli.client();
    const { data } = await client.call(listRoute(kind), { query: { limit: 200, sort: 'name' }, deadlineMs });
    const items: readonly { id: number; name: string }[] = data.items;
    return items.map((o) => ({ word: o.name, about: `${kind} ${o.id}` }));
  } catch {
    return [];
  }
}

/** Of the lab on this machine. */
async function machines(cli: Cli): Promise<Candidate[]> {
  const { labMachines } = await import('../commands/lab/open-lab.ts');
  return labMachines(cli);
}

/** What may come next. Pure but for `names`, which is asked for the objects of a kind. */
export async function offer(
  program: Command,
  before: readonly string[],
  typed: string,
  names: Names,
): Promise<Candidate[]> {
  const { command, rest: args } = expand(program, before);
  const options = [...command.options, ...(command === program ? [] : program.options)];
  const last = before.at(-1);
  const waiting = options.find((o) => o.required && last !== undefined && (o.long === last || o.short === last));
  if (waiting) {
    return await valuesOf(command, waiting, typed, names);
  }
  if (typed.startsWith('-')) {
    return options.filter((o) => !o.hidden).flatMap((o) => (o.long ? [{ word: o.long, about: o.description }] : []));
  }
  const verbs = command.commands;
  if (verbs.length > 0) return verbs.map((c) => ({ word: c.name(), about: c.summary() || c.description() }));
  const argument = command.registeredArguments[0];
  const takesMore = argument !== undefined && (args.length === 0 || argument.variadic);
  return takesMore && argument.required ? await names(argument.name()) : [];
}
