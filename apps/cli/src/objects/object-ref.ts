import type { ListRouteId } from '@skerry/sdk';
import type { Client } from '@skerry/sdk';
import { type ObjectKind, objectKinds } from '@skerry/domain';
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
  const near = items
    .map((o) => ({ ...o, distance: distance(o.name.toLowerCase(), name.toLowerCase()) }))
    .filter((o) => o.distance <= Math.max(1, Math.floor(name.length / 3)) || o.name.includes(name))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3);
  const like = near.map((o) => `${o.name} (${o.id})`).join(', ');
  return new CliError(`There is no ${kind} "${name}" that you may see.`, {
    exitCode: exitCodes.notFound,
    hint: near.length > 0 ? `Did you mean ${like}?` : `\`skerry ${kind} list\` shows those there are.`,
  });
}

/** Levenshtein's: how many letters must be changed, added or removed. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
