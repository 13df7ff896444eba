/**
 * Fields of records that are sealed on disk, wherever in a record they stand: what users give to guests may hold
 * passwords, and what logs in at a marketplace is one. A field that is added to `InstanceContext` or `Credentials` and is
 * no public key and no name belongs here.
 */
import type { Credentials, InstanceContext } from '@skerry/domain';
import type { Json } from '../port.ts';
import { unreadable } from './records.ts';

const ofContext = ['userData', 'userDataBase64'] as const satisfies readonly (keyof InstanceContext)[];
const ofCredentials = ['password'] as const satisfies readonly (keyof Credentials)[];
/** The query of an address may be what lets in. */
const ofImports = ['fullUrl'] as const;
const secret: readonly string[] = [...ofContext, ...ofCredentials, ...ofImports];

/** Of a record that was set aside, the text that it was cut to may hold any of them. */
const ofUnreadable: readonly string[] = [...secret, 'value'];

export const sealedFields = (key: string): readonly string[] => (key.startsWith(unreadable) ? ofUnreadable : secret);

/** The same, with a text in place of whatever else stands in such a field: only texts are sealed. For what nobody can read. */
export function withSealableTexts(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: Json) => withSealableTexts(inner));
  const fields = Object.entries(value).map(([name, inner = null]): [string, Json] => [
    name,
    !secret.includes(name) ? withSealableTexts(inner) : typeof inner === 'string' ? inner : JSON.stringify(inner),
  ]);
  return Object.fromEntries(fields);
}
