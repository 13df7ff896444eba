/** What the API takes, by route. Loaded with the first form: what only shows things needs no schema. */
import { type Route, type RouteId, routes } from '@skerry/contract';
import type { Schema } from './field-errors.ts';

export function schemaOf(id: RouteId): Schema<unknown> {
  const { body }: Route = routes[id];
  if (body === undefined) throw new TypeError(`${id} takes no body`);
  return body;
}
