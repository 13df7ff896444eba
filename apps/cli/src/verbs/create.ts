import { randomUUID } from 'node:crypto';
import type { RouteId } from '@skerry/contract';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { bodyOf, readDocuments } from '../fields/body-file.ts';
import { addFlags, type Body, bodyFlags, bodyFrom, flagContext } from '../fields/body-flags.ts';
import { askPassword } from '../ask.ts';
import { withArticle } from '../objects/object-ref.ts';
import { printObject } from '../output/show.ts';
import { followImport } from '../progress/follow-import.ts';

/** What is asked before an object is made. */
export interface Before {
  /** Adds its options. */
  readonly options: (create: Command) => void;
  /** False: it is not made. */
  readonly ask: (body: Body, options: Readonly<Record<string, unknown>>) => Promise<boolean>;
}

/** Kinds that are made with a password, and when. */
const withPasswords: Readonly<Record<string, (body: Body) => boolean>> = {
  user: () => true,
  marketplace: ({ user }) => user !== undefined,
};

/** `create NAME --flags` and `create -f file.yaml`, with a flag for every field that the contract knows. */
export function addCreate(command: Command, cli: Cli, kind: string, before?: Before): void {
  const route = `${kind}.create` as RouteId;
  const create = creator(command.command('create'), kind, route);
  const isWithPassword = withPasswords[kind];
  if (isWithPassword) create.option('--password-stdin', 'Read the password from standard input instead of asking');
  before?.options(create);
  const comesByItself = kind === 'image';
  if (comesByItself) create.option('--wait', 'Wait until it is imported, and show how far it is');
  create.action(async (name: string | undefined) => {
    for (const body of await bodies(cli, create, route, name)) {
      if (isWithPassword?.(body) === true && body['password'] === undefined) {
        body['password'] = await askPassword(
          cli,
          `Password for ${String(body['name'])}`,
          create.opts()['passwordStdin'] === true,
        );
      }
      if (before !== undefined && !(await before.ask(body, create.opts()))) continue;
      const client = await cli.client();
      const { data } = await client.callAny(route, { body, idempotencyKey: randomUUID() });
      const made = data as { id?: number; name?: string; secret?: string };
      if (cli.globals.output !== 'table') await printObject(cli, made);
      else if (made.secret !== undefined) {
        cli.say('This is the secret of the token. It is shown once:');
        cli.print(made.secret);
      } else cli.say(`The ${kind} ${made.name ?? ''} has the number ${made.id ?? 'unknown'}.`);
      if (comesByItself && create.opts()['wait'] === true && made.id !== undefined) {
        await followImport(cli, made.id, made.name ?? String(made.id));
      }
    }
  });
}

export function creator(create: Command, kind: string, route: RouteId): Command {
  create.description(`Create ${withArticle(kind)}`).argument('[name]', 'Its name');
  addFlags(create, bodyFlags(route));
  return create.option('-f, --file <path>', 'YAML or JSON, one object or several; "-" reads standard input');
}

/** What to create: the documents of the file, if there is one, under what the command line says. */
export async function bodies(cli: Cli, command: Command, route: RouteId, name: string | undefined): Promise<Body[]> {
  const flags = bodyFlags(route);
  const context = flagContext(cli);
  const file: unknown = command.opts()['file'];
  const documents = typeof file === 'string' ? await readDocuments(cli.io, file) : [{}];
  if (name !== undefined && documents.length > 1) {
    throw usage('The file holds several objects: they cannot all have the name on the command line.');
  }
  const given = await bodyFrom(command, flags, context);
  const merged: Body[] = [];
  for (const document of documents) {
    const below = await bodyOf(document, flags, context);
    // Two fields for one thing: the command line's takes the place of the other.
    for (const { field, or } of flags) {
      if (or !== undefined && (field in given || or.field in given))
        for (const each of [field, or.field]) delete below[each];
    }
    const body = merge(below, given);
    if (name !== undefined) body['name'] = name;
    if (body['name'] === undefined) throw usage('It needs a name.', `Give it first: \`${fullName(command)} NAME\`.`);
    merged.push(body);
  }
  return merged;
}

export const fullName = (command: Command): string =>
  command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;

/** Objects are merged field by field, anything else is replaced; a label that is taken away is not there. */
function merge(below: Body, above: Body): Body {
  const result: Body = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = result[key];
    const both = isPlain(old) && isPlain(value);
    result[key] = both ? merge(old, value) : isPlain(value) ? merge({}, value) : value;
    if (value === null) delete result[key];
  }
  return result;
}

const isPlain = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
