import type { RouteId } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Command } from 'commander';
import { confirmLoss } from '../ask.ts';
import type { Cli } from '../cli.ts';
import type { Noun, ObjectOf } from '../nouns/noun.ts';
import { objectId } from '../objects/object-ref.ts';

/** Another way in which objects of a kind can go. */
export interface Besides {
  readonly flag: string;
  readonly description: string;
  /** False: it was not asked for. */
  readonly instead: (refs: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<boolean>;
}

/** `delete OBJECT...`: everything is looked up and named before anything is deleted. */
export function addDelete<K extends ObjectKind>(command: Command, cli: Cli, noun: Noun<K>, besides?: Besides): void {
  const verb = command
    .command('delete')
    .alias('rm')
    .description(`Delete ${noun.kind}s; names what is lost and asks`)
    .argument(`<${noun.kind}...>`, 'Names or numbers')
    .option('-y, --yes', 'Do not ask');
  if (besides !== undefined) verb.option(besides.flag, besides.description);
  verb.action(async (refs: string[], options: { readonly yes?: boolean }) => {
    const { yes } = options;
    if (besides !== undefined && (await besides.instead(refs, options))) return;
    const objects = await readAll(cli, noun.kind, refs);
    await confirmLoss(
      cli,
      objects.map((o) => lossOf(noun, o)),
      yes,
    );
    const client = await cli.client();
    for (const { id, name } of objects) {
      await client.callAny(`${noun.kind}.delete` as RouteId, { params: { id } });
      if (cli.globals.output === 'name') cli.print(name);
      else cli.say(`The ${noun.kind} ${name} (${id}) is deleted.`);
    }
  });
}

/** All of them, or a failure before anything is done. */
export async function readAll<K extends ObjectKind>(
  cli: Cli,
  kind: K,
  refs: readonly string[],
): Promise<ObjectOf<K>[]> {
  const client = await cli.client();
  const objects: ObjectOf<K>[] = [];
  for (const ref of refs) {
    const id = await objectId(client, kind, ref);
    if (objects.some((o) => o.id === id)) continue;
    const { data } = await client.callAny(`${kind as 'image'}.get`, { params: { id } });
    objects.push(data as ObjectOf<K>);
  }
  return objects;
}

export const lossOf = <K extends ObjectKind>(noun: Noun<K>, object: ObjectOf<K>): string =>
  noun.lost?.(object) ?? `the ${noun.kind} ${object.name} (${object.id})`;
