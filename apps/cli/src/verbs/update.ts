import type { RouteId } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { addFlags, type Body, bodyFlags, bodyFrom, flagContext } from '../fields/body-flags.ts';
import { objectId, withArticle } from '../objects/object-ref.ts';
import { printObject } from '../output/show.ts';
import { askNewPassword } from './new-password.ts';

/** `update OBJECT --flags`: a flag for every field that may be changed, `--name` among them. */
export function addUpdate(command: Command, cli: Cli, kind: ObjectKind, without: readonly string[] = []): void {
  const route = `${kind}.patch` as RouteId;
  const flags = bodyFlags(route, without);
  const update = command
    .command('update')
    .description(`Change ${withArticle(kind)}`)
    .argument(`<${kind}>`, 'Name or number');
  addFlags(update, flags);
  if (kind === 'user') {
    update
      .option('--password', 'Ask for a new password')
      .option('--password-stdin', 'Read a new password from standard input');
  }
  update.action(async (ref: string) => {
    const body = await bodyFrom(update, flags, flagContext(cli));
    const { password, passwordStdin } = update.opts() as { password?: boolean; passwordStdin?: boolean };
    if (Object.keys(body).length === 0 && !password && !passwordStdin)
      throw usage('Nothing to change was given.', `See \`skerry ${kind} update --help\`.`);
    const client = await cli.client();
    const id = await objectId(client, kind, ref);
    if (password || passwordStdin) Object.assign(body, await askNewPassword(cli, client, id, passwordStdin === true));
    const data = await change(client, kind, id, body);
    await report(cli, kind, data);
  });
}

/** What is not named stays: labels, attributes and user data are changed one by one by the API itself. */
export async function change(client: Client, kind: ObjectKind, id: number, body: Body): Promise<object> {
  const { data } = await client.callAny(`${kind}.patch` as RouteId, { params: { id }, body });
  return data as object;
}

export async function report(cli: Cli, kind: ObjectKind, object: object): Promise<void> {
  const { id, name } = object as { id: number; name: string };
  if (cli.globals.output === 'table') cli.say(`The ${kind} ${name} (${id}) is changed.`);
  else await printObject(cli, object);
}
