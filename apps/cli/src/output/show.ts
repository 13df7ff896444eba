import type { ObjectKind } from '@skerry/domain';
import { stringify } from 'yaml';
import type { Cli } from '../cli.ts';
import { fetchNames, type Names } from '../objects/names.ts';
import type { Column, Noun, ObjectOf } from '../nouns/noun.ts';
import { chosenColumns, csvColumns, csvLine } from './columns.ts';
import { describe, kindsIn } from './describe.ts';
import { renderFacts, renderTable } from './table.ts';
import { clockOf } from './time.ts';

/** Prints a list in the format the user asked for. */
export async function printList<K extends ObjectKind>(
  cli: Cli,
  noun: Noun<K>,
  rows: readonly ObjectOf<K>[],
): Promise<void> {
  if (printedPlainly(cli, rows)) return;
  if (rows.length === 0 && cli.globals.output !== 'csv' && cli.globals.output !== 'name') {
    cli.say(`There are no ${noun.kind}s to show.`);
    return;
  }
  for (const line of await listLines(cli, noun, rows)) cli.print(line);
}

/** Where names come from, when they are not asked for each time, and how wide a table may be. */
export interface LineOptions {
  readonly names?: (kinds: readonly ObjectKind[]) => Promise<Names>;
  readonly width?: number;
}

/** The lines of a list in any format but JSON and YAML: a heading, but for `name`, and one for each row. */
export async function listLines<K extends ObjectKind>(
  cli: Cli,
  noun: Noun<K>,
  rows: readonly ObjectOf<K>[],
  { names: given, width = cli.globals.output === 'wide' ? Infinity : cli.io.columns }: LineOptions = {},
): Promise<string[]> {
  const { output, fields } = cli.globals;
  if (output === 'name') return rows.map((row) => row.name);
  const columns: readonly AnyColumn<ObjectOf<K>>[] =
    output === 'csv'
      ? csvColumns(noun.kind, fields)
      : output === 'custom'
        ? chosenColumns(noun, fields).map((c) => ({ ...c, priority: 1 }))
        : noun.columns.filter((c) => output === 'wide' || !c.wide);
  const kinds = columns.flatMap((c) => c.names ?? []);
  const names = given === undefined ? await fetchNames(await cli.client(), kinds) : await given(kinds);
  const view = { names, ...clockOf(cli.io.env) };
  const cells = rows.map((row) =>
    columns.map((c) => {
      const text = c.text(row, view);
      return c.tone ? { text, tone: c.tone(row) } : { text };
    }),
  );
  if (output === 'csv')
    return [columns.map((c) => c.title), ...cells.map((row) => row.map((c) => c.text))].map(csvLine);
  // A column that says nothing in any row only takes room.
  const used = columns.map((c, i) => (c.priority ?? 1) <= 1 || cells.some((row) => row[i]?.text !== ''));
  return renderTable(
    columns.filter((_, i) => used[i]).map((c) => ({ priority: 1, ...c })),
    cells.map((row) => row.filter((_, i) => used[i])),
    width,
    cli.colours,
  );
}

type AnyColumn<T> = Omit<Column<T>, 'priority'> & { readonly priority?: number };

/** Prints one object: all that is known of it, as lines for a person. `noun`: also as a row of a list. */
export async function printObject(cli: Cli, object: object, noun?: Noun<ObjectKind>): Promise<void> {
  if (printedPlainly(cli, object)) return;
  const { output } = cli.globals;
  if (output === 'name' && 'name' in object) cli.print(String(object.name));
  else if (noun !== undefined && (output === 'csv' || output === 'custom')) {
    for (const line of await listLines(cli, noun, [object as ObjectOf<ObjectKind>])) cli.print(line);
  } else for (const line of await objectLines(cli, object)) cli.print(line);
}

export async function objectLines(cli: Cli, object: object, given?: LineOptions['names']): Promise<string[]> {
  const kinds = [...kindsIn(object)];
  const names = given === undefined ? await fetchNames(await cli.client(), kinds) : await given(kinds);
  const view = { names, ...clockOf(cli.io.env) };
  return renderFacts(describe(object, view), cli.io.columns, cli.colours);
}

/** JSON and YAML: the object as the server gave it, whole. */
export function printedPlainly(cli: Cli, value: unknown): boolean {
  if (cli.globals.output === 'json') cli.print(JSON.stringify(value, undefined, 2));
  else if (cli.globals.output === 'yaml') cli.print(stringify(value).trimEnd());
  else return false;
  return true;
}
