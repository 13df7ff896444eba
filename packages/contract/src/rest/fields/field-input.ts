/**
 * What stands in a field follows from its schema, and from names that say what a number means: `memoryMiB` is a size,
 * `lifetimeSeconds` a time, `clusterId` a cluster. Pure.
 */
import { type ObjectKind, objectKinds } from '@skerry/domain';
import type { FieldSchema } from './field-schema.ts';
import type { FieldInput, RequestField } from './request-field.ts';

/** What a schema cannot say. */
const named: Readonly<Record<string, FieldInput>> = {
  description: { type: 'prose' },
  labels: { type: 'labels' },
  attributes: { type: 'json' },
  permissions: { type: 'permissions' },
  password: { type: 'secret' },
  currentPassword: { type: 'secret' },
  sshKeys: { type: 'ssh-keys' },
  userData: { type: 'user-data' },
  ranges: { type: 'ranges' },
  nics: { type: 'nics' },
  entrypoint: { type: 'command-line' },
  exec: { type: 'command-line' },
  command: { type: 'command-line' },
  environment: { type: 'environment' },
};
const called: Readonly<Record<string, ObjectKind>> = { owner: 'user', cdromImage: 'image' };

export function inputOf(name: string, schema: FieldSchema, partsOf: (of: FieldSchema) => RequestField[]): FieldInput {
  const own = named[name];
  if (own) return own;
  const [, stem = '', unit] = /^(.+?)(Ids?|MiB|Seconds)$/.exec(name) ?? [];
  const of = unit?.startsWith('Id') === true ? (called[stem] ?? objectKinds.find((kind) => kind === stem)) : undefined;
  if (of !== undefined) return { type: 'reference', of, many: unit === 'Ids' };
  if (unit === 'MiB') return { type: 'size', ...boundsOf(schema) };
  if (unit === 'Seconds') return { type: 'time', ...boundsOf(schema) };
  const { type, items } = schema;
  if (schema.enum) return { type: 'choice', values: schema.enum.map(String), many: false };
  if (type === 'boolean') return { type: 'truth' };
  if (type === 'array') {
    return items?.enum ? { type: 'choice', values: items.enum.map(String), many: true } : { type: 'words' };
  }
  if (type === 'integer' || type === 'number') {
    return { type: 'number', whole: type === 'integer', ...boundsOf(schema) };
  }
  if (type === 'object') return schema.properties ? { type: 'parts', fields: partsOf(schema) } : { type: 'json' };
  return { type: 'text' };
}

/** What no number can pass is no bound. */
const boundsOf = ({ minimum: least, maximum: most }: FieldSchema) => ({
  ...(least === undefined || least <= Number.MIN_SAFE_INTEGER ? {} : { least }),
  ...(most === undefined || most >= Number.MAX_SAFE_INTEGER ? {} : { most }),
});
