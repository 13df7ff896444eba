import type { explanation } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { Cli } from '../cli.ts';
import type { Noun } from '../nouns/noun.ts';
import { objectId } from '../objects/object-ref.ts';
import { checkFields } from '../output/columns.ts';
import { printsRows } from '../output/format.ts';
import { printedPlainly, printObject } from '../output/show.ts';
import { renderFacts, wrap } from '../output/table.ts';
import { clockOf, formatWhen } from '../output/time.ts';

export function addShow<K extends ObjectKind>(command: Command, cli: Cli, noun: Noun<K>): void {
  printsRows(command.command('show'))
    .alias('get')
    .description(`Show one ${noun.kind}`)
    .argument(`<${noun.kind}>`, 'Name or number')
    .option('-w, --watch', 'Keep it true until Ctrl-C')
    .action(async (ref: string, { watch }: { watch?: boolean }) => {
      checkFields(noun, cli.globals);
      const client = await cli.client();
      if (watch) {
        const { watchObject } = await import('../watch/watch-object.ts');
        return watchObject(cli, noun, await objectId(client, noun.kind, ref));
      }
      const { data } = await client.call(`${noun.kind as 'image'}.get`, {
        params: { id: await objectId(client, noun.kind, ref) },
      });
      await printObject(cli, data, noun);
    });
}

export function addExplain(command: Command, cli: Cli, kind: ObjectKind): void {
  command
    .command('explain')
    .alias('why')
    .description('Why is it as it is?')
    .argument(`<${kind}>`, 'Name or number')
    .action(async (ref: string) => {
      const client = await cli.client();
      const id = await objectId(client, kind, ref);
      const { data } = await client.call(`${kind}.explain`, { params: { id } });
      if (!printedPlainly(cli, data)) for (const line of explanationLines(cli, data)) cli.print(line);
    });
}

export function explanationLines(cli: Cli, e: z.output<typeof explanation>): string[] {
  const { colours, io } = cli;
  const clock = clockOf(io.env);
  const width = Math.min(io.columns, 120);
  const items = (list: readonly string[]) =>
    list.flatMap((text) => wrap(text, width - 4).map((line, i) => `${i === 0 ? '  - ' : '    '}${line}`));
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', colours.faint(title), ...lines];
  return [
    ...wrap(e.summary, width).map(colours.strong),
    ...section('Because', items(e.reasons)),
    ...section(
      'Facts',
      renderFacts(
        e.facts.map((f) => [f.name, { text: f.value }] as const),
        width - 2,
        colours,
      ).map((l) => `  ${l}`),
    ),
    ...section('What was done', items(e.history.map((h) => `${formatWhen(h.at, clock)}: ${h.what}`))),
    ...section('What you can do', items(e.next)),
  ];
}
