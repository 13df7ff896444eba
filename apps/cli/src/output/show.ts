import type { ObjectKind } from '@skerry/domain';
import { stringify } from 'yaml';
import type { Cli } from '../cli.ts';
import { fetchNames } from '../objects/names.ts';
import type { Noun, ObjectOf } from '../nouns/noun.ts';
import { describe, kindsIn } from './describe.ts';
import { renderFacts, renderTable } from './table.ts';

/** Prints a list in the format the user asked for. */
export async function printList<K extends ObjectKind>(
  cli: Cli,
  noun: Noun<K>,
  rows: readonly ObjectOf<K>[],
  now = new Date(),
): Promise<void> {
  const { output } = cli.globals;
  if (printedPlainly(cli, rows)) return;
  if (output === 'name') {
    for (const row of rows) cli.print(row.name);
    return;
  }
  if (rows.length === 0) {
    cli.say(`There are no ${noun.kind}s to show.`);
    return;
  }
  const columns = noun.columns.filter((c) => output === 'wide' || !c.wide);
  const names = await fetchNames(
    await cli.client(),
    columns.flatMap((c) => c.names ?? []),
  );
  const cells = rows.map((row) =>
    columns.map((c) => {
      const text = c.text(row, { names, now });
      return c.tone ? { text, tone: c.tone(row) } : { text };
    }),
  );
  // A column that says nothing in any row only takes room.
  const used = columns.map((c, i) => c.priority <= 1 || cells.some((row) => row[i]?.text !== ''));
  const lines = renderTable(
    columns.filter((_, i) => used[i]),
    cells.map((row) => row.filter((_, i) => used[i])),
    output === 'wide' ? Infinity : cli.io.columns,
    cli.colours,
  );
  for (const line of lines) cli.print(line);
}

/** Prints one object: all that is known of it, as lines for a person. */
export async function printObject(cli: Cli, object: object, now = new Date()): Promise<void> {
  if (printedPlainly(cli, object)) return;
  if (cli.globals.output === 'name' && 'name' in object) {
    cli.print(String(object.name));
    return;
  }
  const names = await fetchNames(await cli.client(), kindsIn(object));
  for (const line of renderFacts(describe(object, { names, now }), cli.io.columns, cli.colours)) cli.print(line);
}

/** JSON and YAML: the object as the server gave it, whole. */
export function printedPlainly(cli: Cli, value: unknown): boolean {
  if (cli.globals.output === 'json') cli.print(JSON.stringify(value, undefined, 2));
  else if (cli.globals.output === 'yaml') cli.print(stringify(value).trimEnd());
  else return false;
  return true;
}
