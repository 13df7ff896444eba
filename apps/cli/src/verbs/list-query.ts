import { anyOf, filterNamed, type ListField, type ObjectKind, selectionOf, sortNamed } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import { CliError, usage } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { objectId } from '../objects/object-ref.ts';
import { parseMiB } from '../output/units.ts';

export interface ListOptions {
  readonly filter?: readonly string[];
  readonly sort?: string;
  readonly limit?: string;
  readonly all?: boolean;
  readonly watch?: boolean;
}

/** What the API is asked for a list. Parameters that were given more than once keep all their values. */
export type ListQuery = Readonly<Record<string, string | readonly string[]>>;

/**
 * What was written, as the API is asked it: words become its fields, names its numbers. What is not understood is said
 * here, with the nearest right word, before the server is asked for the list.
 */
export async function listQuery(client: Client, kind: ObjectKind, options: ListOptions): Promise<ListQuery> {
  const asked = new Map<string, string[]>();
  for (const text of options.filter ?? []) {
    const { word, value } = split(text);
    const named = filterNamed(kind, word);
    if (typeof named === 'string') throw usage(`--filter: ${named}`);
    const { parameter, field } = named;
    asked.set(parameter, [...(asked.get(parameter) ?? []), await valueText(client, field, value)]);
  }
  const query = Object.fromEntries([...asked].map(([key, all]) => [key, all.length === 1 ? (all[0] ?? '') : all]));
  const [problem] = selectionOf(kind, query, 'people').problems;
  if (problem !== undefined) throw usage(`--filter: ${problem.message}`);
  if (options.sort === undefined) return query;
  const order = sortNamed(kind, options.sort);
  if (typeof order === 'string') throw usage(`--sort: ${order}`);
  return { ...query, ...order };
}

/** `state=running`, `state!=stopped`. */
function split(text: string): { word: string; value: string } {
  const at = text.indexOf('=');
  if (at < 1 || text === '!=') {
    throw usage(`--filter: "${text}" is not field=value.`, 'Write it like state=running or label=zone=a.');
  }
  const not = text[at - 1] === '!';
  const value = text.slice(at + 1);
  return { word: text.slice(0, not ? at - 1 : at), value: not ? `!${value}` : value };
}

/** The value with names as numbers and sizes as MiB; the rest is read by the rules that the server has. */
async function valueText(client: Client, field: ListField | undefined, value: string): Promise<string> {
  const size = field?.name !== undefined && sizes.has(field.name);
  if (field === undefined || (field.type !== 'reference' && !size)) return value;
  const { any, not } = anyOf(value);
  const words = await Promise.all(
    any.map(async (word) => {
      if (word === 'none') return word;
      if (field.type !== 'reference') return String(parseMiB(word, '--filter'));
      return String(await idIn(client, field.of, word));
    }),
  );
  return `${not ? '!' : ''}${words.join(',')}`;
}

/** Fields in MiB, by their words. */
const sizes = new Set(['memory', 'disk', 'size', 'min-memory']);

/** In a filter a name that nobody has is a word that is not understood. */
async function idIn(client: Client, kind: ObjectKind, word: string): Promise<number> {
  try {
    return await objectId(client, kind, word);
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== exitCodes.notFound) throw error;
    throw usage(`--filter: ${error.message}`, error.hint);
  }
}

export function limitOf({ limit = '100', all }: ListOptions): number {
  if (all) return Infinity;
  const value = Number(limit);
  if (!Number.isInteger(value) || value < 1) throw usage(`--limit: "${limit}" is not a whole number above 0.`);
  return value;
}
