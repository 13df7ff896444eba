import type { ListRouteId } from '@skerry/sdk';
import type { Client } from '@skerry/sdk';
import { nameProblem, type ObjectKind, objectKinds } from '@skerry/domain';
import { nearest } from '@skerry/kit';
import { CliError } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';

/** Every kind of object has a list; the compiler checks it. */
export const listRoute = (kind: ObjectKind): `${ObjectKind}.list` & ListRouteId => `${kind}.list`;

export const withArticle = (kind: string): string => `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;

export const isObjectKind = (text: string): text is ObjectKind => (objectKinds as readonly string[]).includes(text);

/**
 * The number of the object that the user means: a number is taken as it is, anything else is a name. `name:123` says
 * that 123 is a name.
 */
export async function objectId(client: Client, kind: ObjectKind, text: string): Promise<number> {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.startsWith('name:') ? text.slice(5) : text;
  if (nameProblem(name) !== undefined) throw await noSuch(client, kind, name);
  const { data } = await client.call(listRoute(kind), { query: { name, limit: 20 } });
  const found: readonly { id: number; ownerId: number }[] = data.items;
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first.id;
  if (first === undefined) throw await noSuch(client, kind, name);
  throw new CliError(`The ${kind} "${name}" is not one but ${data.total}: ${numbers(found)}.`, {
    exitCode: exitCodes.usage,
    hint: `Give the number. \`skerry ${kind} list --filter name=${name}\` shows them.`,
  });
}

const numbers = (found: readonly { id: number }[]): string => found.map((o) => o.id).join(', ');

async function noSuch(client: Client, kind: ObjectKind, name: string): Promise<CliError> {
  const { data } = await client.call(listRoute(kind), { query: { limit: 200, sort: 'name' } });
  const items: readonly { id: number; name: string }[] = data.items;
  const near = nearest(
    name,
    items.map((o) => o.name),
  );
  const like = near.flatMap((word) => items.filter((o) => o.name === word).map((o) => `${o.name} (${o.id})`));
  return new CliError(`There is no ${kind} "${name}" that you may see.`, {
    exitCode: exitCodes.notFound,
    hint: near.length > 0 ? `Did you mean ${like.join(', ')}?` : `\`skerry ${kind} list\` shows those there are.`,
  });
}
