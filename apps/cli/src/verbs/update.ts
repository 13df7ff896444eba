import { type Route, type RouteId, routes } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import type { Command } from 'commander';
import { askPassword } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { addFlags, type Body, bodyFlags, bodyFrom, flagContext } from '../fields/body-flags.ts';
import type { ObjectOf } from '../nouns/noun.ts';
import { objectId, withArticle } from '../objects/object-ref.ts';
import { printObject } from '../output/show.ts';
import { addFollowOptions, followChange, type FollowFlags } from '../progress/follow.ts';
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
  const isOrder = (routes[route] satisfies Route).success === 202;
  if (isOrder) addFollowOptions(update);
  if (kind === 'user' || kind === 'marketplace') {
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
    if (password || passwordStdin) {
      const given = passwordStdin === true;
      if (kind === 'user') Object.assign(body, await askNewPassword(cli, client, id, given));
      else body['password'] = await askPassword(cli, 'Password there', given);
    }
    const changed = await change(client, kind, id, body);
    await report(cli, kind, changed, isOrder ? update.opts() : undefined);
  });
}

/** What is not named stays: labels, attributes and user data are changed one by one by the API itself. */
export async function change(client: Client, kind: ObjectKind, id: number, body: Body): Promise<Changed> {
  const { data, commands } = await client.callAny(`${kind}.patch` as RouteId, { params: { id }, body });
  return { object: data as object, commands };
}

/** What the API answered, and the commands to a cluster that it has become. */
export interface Changed {
  readonly object: object;
  readonly commands: readonly number[];
}

/** Says what was changed; what is an order to a cluster is followed to its answer before. */
export async function report(cli: Cli, kind: ObjectKind, changed: Changed, follow?: FollowFlags): Promise<void> {
  const { object, commands } = changed;
  const { id, name } = object as { id: number; name: string };
  const { output } = cli.globals;
  if (follow === undefined) {
    if (output === 'table') cli.say(`The ${kind} ${name} (${id}) is changed.`);
    else await printObject(cli, object);
    return;
  }
  const isDone = await followChange(cli, object as ObjectOf<'instance'>, commands, follow);
  if (isDone && output === 'table') cli.say(`The ${kind} ${name} (${id}) is changed.`);
  if (output === 'table') return;
  const client = await cli.client();
  // As the cluster has it now, not as it was asked.
  await printObject(cli, isDone ? (await client.call('instance.get', { params: { id } })).data : object);
}
