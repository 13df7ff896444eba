import { requestFields, type RouteId } from '@skerry/contract';
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { objectId } from '../objects/object-ref.ts';
import { choiceOption } from './choice.ts';
import { type Flag, type FlagContext, flagsOf } from './flag.ts';
import { bytesOrFile, textOrFile } from './read-text.ts';
import { collect } from './repeats.ts';

/** Fields of a body that are not flags of their own: they are the command's arguments, or another verb's. */
export const bodyFlags = (route: RouteId, without: readonly string[] = ['name']): Flag[] =>
  requestFields(route)
    .filter(({ name }) => !without.includes(name))
    .flatMap(flagsOf)
    .map((flag, _, all) =>
      // A user is in several groups, `--group`, and one of them is the first.
      flag.field === 'groupId' && all.some((f) => f.field === 'groupIds')
        ? { ...flag, option: '--primary-group <group>' }
        : flag,
    );

export function addFlags(command: Command, flags: readonly Flag[]): void {
  for (const flag of flags) {
    const option = flag.choices
      ? choiceOption(flag.option, flag.help, flag.choices)
      : new Option(flag.option, flag.help);
    if (flag.repeatable) option.argParser(collect);
    command.addOption(option);
  }
}

export const flagContext = (cli: Cli): FlagContext => ({
  idOf: async (kind, text) => await objectId(await cli.client(), kind, text),
  textOf: (value) => textOrFile(cli.io, value),
  bytesOf: (value) => bytesOrFile(cli.io, value),
});

/** The fields that were given on the command line, as a body; nothing that was not given. */
export async function bodyFrom(command: Command, flags: readonly Flag[], context: FlagContext): Promise<Body> {
  const body: Body = {};
  for (const flag of flags) {
    const key = new Option(flag.option).attributeName();
    if (command.getOptionValueSource(key) !== 'cli') continue;
    const value: unknown = command.getOptionValue(key);
    const negated = flag.option.startsWith('--no-');
    if (typeof value === 'boolean' && value === negated) continue;
    const texts = Array.isArray(value) ? value.map(String) : [String(value)];
    const parsed = await flag.parse(texts, context);
    put(body, fieldOf(flag, parsed), parsed);
  }
  return body;
}

export const fieldOf = ({ field, or }: Flag, value: unknown): string => (or?.holds(value) === true ? or.field : field);

export type Body = Record<string, unknown>;

export function put(body: Body, path: string, value: unknown): void {
  const [head = '', ...rest] = path.split('.');
  // Several flags may fill one field: each adds its part.
  if (rest.length === 0) body[head] = isBody(value) && isBody(body[head]) ? { ...body[head], ...value } : value;
  else put((body[head] ??= {}) as Body, rest.join('.'), value);
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
