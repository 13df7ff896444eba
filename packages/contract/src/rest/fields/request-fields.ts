/**
 * The fields of a request, as programs that ask people for them know them. The one place where a field gets its words,
 * its input, its bounds and its default: the flags of the command line and the forms of the console are made from this,
 * so a new field of a schema is a flag and a place in a form. Pure.
 */
import { z } from 'zod';
import { metaPatch } from '../object.ts';
import type { Route } from '../route.ts';
import { type RouteId, routes } from '../routes/index.ts';
import { inputOf } from './field-input.ts';
import type { FieldSchema } from './field-schema.ts';
import { wordsOfField } from './field-words.ts';
import type { RequestField } from './request-field.ts';

interface RequestSchema extends FieldSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FieldSchema>>;
}

/** Of the body of a route, in the order of its schema; none where it takes no body. */
export function requestFields(id: RouteId, part: 'body' | 'query' = 'body'): RequestField[] {
  const schema = (routes[id] satisfies Route as Route)[part];
  if (schema === undefined) return [];
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as RequestSchema;
  // A body with a name of its own is a reference to its definition.
  const named = whole.$defs?.[whole.$ref?.replace('#/$defs/', '') ?? ''] ?? whole;
  return fieldsIn(id.split('.')[0] ?? '', named);
}

const common = new Set(['name', ...Object.keys(metaPatch.shape)]);

function fieldsIn(kind: string, { properties = {}, required = [] }: FieldSchema, within = ''): RequestField[] {
  return Object.entries(properties).map(([key, given]) => {
    const [own, nothing] = given.anyOf ?? [];
    const clears = nothing?.type === 'null';
    const schema = clears ? { ...own, ...given } : given;
    const name = `${within}${key}`;
    return {
      name,
      ...wordsOfField(kind, name, schema.description),
      input: inputOf(key, schema, (inside) => fieldsIn(kind, inside, `${name}.`)),
      required: required.includes(key),
      ...(given.default === undefined ? {} : { default: given.default }),
      clears,
      common: within === '' && common.has(key),
    };
  });
}
