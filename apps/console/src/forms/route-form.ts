/**
 * A form over a route: its schema, its fields, and what they hold at first. Loaded with the first form, and never before:
 * what only shows things needs no schema.
 */
import { needed, requestFields, type Route, type RouteId, routes } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import { session } from '../api/session.ts';
import type { Field } from './field.ts';
import { clearing } from './clearing.ts';
import type { Schema } from './schema.ts';
import { type FieldChanges, formFields, newValues, presentValues } from './form-fields.ts';
import type { FormPart } from './left-out.ts';
import type { Values } from './values.ts';

export interface RouteFormOptions {
  /** Of the object that is being changed, as the API shows it; absent: a new one. */
  readonly object?: object | undefined;
  /** Only these, in a form of their own. */
  readonly part?: FormPart;
  /** What the page says of fields otherwise than the contract. */
  readonly changes?: FieldChanges;
  /** Fields of the query that are asked for too; their values stand beside those of the body. */
  readonly query?: readonly string[];
}

export interface RouteForm {
  readonly schema: Schema<unknown>;
  readonly fields: readonly Field[];
  readonly initial: Values;
  readonly before?: Values;
}

export function routeForm(id: RouteId, { object, part, changes, query = [] }: RouteFormOptions = {}): RouteForm {
  const asked = requestFields(id, 'query').filter(({ name }) => query.includes(name));
  const fields = [...formFields(id, changes, part), ...asked];
  const schema = needing(withQuery(id, query), fields);
  const kind = id.split('.')[0] as ObjectKind;
  const isAdministrator = session.get().user?.administrator === true;
  if (object === undefined) return { schema, fields, initial: newValues(kind, fields, isAdministrator) };
  const before = presentValues(object as Values, fields);
  const initial = { ...newValues(kind, asked, isAdministrator), ...before };
  return { schema: clearing(schema), fields, initial, before };
}

export function schemaOf(id: RouteId, part: 'body' | 'query' = 'body'): Schema<unknown> {
  const schema = (routes[id] satisfies Route as Route)[part];
  if (schema === undefined) throw new TypeError(`${id} takes no ${part}`);
  return schema;
}

/** Body and query as one: a form has one set of fields. */
function withQuery(id: RouteId, query: readonly string[]): Schema<unknown> {
  const body = schemaOf(id);
  if (query.length === 0) return body;
  const rest = schemaOf(id, 'query');
  return {
    safeParse(value) {
      const entries = Object.entries(value as object);
      const [asked, sent] = [true, false].map((isAsked) =>
        Object.fromEntries(entries.filter(([key]) => query.includes(key) === isAsked)),
      );
      const [one, other] = [body.safeParse(sent), rest.safeParse(asked)];
      if (!one.success) return one;
      return other.success ? { success: true, data: { ...(one.data as object), ...(other.data as object) } } : other;
    },
  };
}

/** A form may want what the API would do without: a change of the password needs one. */
function needing(schema: Schema<unknown>, fields: readonly Field[]): Schema<unknown> {
  const wanted = fields.filter(({ required, input }) => required && input.type === 'secret');
  if (wanted.length === 0) return schema;
  return {
    safeParse(value) {
      const missing = wanted.filter(({ name }) => (value as Values)[name] === undefined);
      const result = schema.safeParse(value);
      const known = result.success ? [] : result.error.issues;
      const lacking = missing
        .filter(({ name }) => !known.some(({ path }) => path[0] === name))
        .map(({ name }) => ({ path: [name], message: needed }));
      return lacking.length === 0 ? result : { success: false, error: { issues: [...known, ...lacking] } };
    },
  };
}
