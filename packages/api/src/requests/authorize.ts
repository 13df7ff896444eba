import type { Route, RouteId } from '@skerry/contract';
import { type Deed, isAdministrator, may } from '@skerry/domain';
import { checkScope } from '../auth/check-scope.ts';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import type { Caller } from './call.ts';
import { kindOfRoute } from './kind-of-route.ts';

/** How to read the object in the path, as it is when it is asked for. */
export type ReadObject = () => Objects[Kind] | undefined;

/** Whether this caller may come to this route at all. Throws `unauthenticated`, `forbidden` and `token-scope`. */
export function checkCaller(route: Pick<Route, 'right'>, deed: Deed, caller: Caller | undefined): void {
  if (route.right === 'public') return;
  if (caller === undefined) throw new RequestError('unauthenticated', 'This needs a log-in.');
  if (route.right === 'administrator' && !isAdministrator(caller)) {
    throw new RequestError('forbidden', 'Only an administrator may do this.');
  }
  checkScope(caller, deed);
}

/** Undefined when the path names no object. Throws `not-found` or `forbidden`. */
export function authorize(
  id: RouteId,
  route: Route,
  paramsOf: () => unknown,
  caller: Caller | undefined,
  cloud: Cloud,
): ReadObject | undefined {
  const kind = kindOfRoute(id);
  const { right } = route;
  if (route.params === undefined || kind === undefined || caller === undefined) return undefined;
  if (right !== 'use' && right !== 'manage' && right !== 'admin') return undefined;
  const { id: number } = paramsOf() as { id: number };
  const read = () => cloud.model.get(kind, number);
  const object = read();
  if (object === undefined || !may(caller, 'use', object)) throw notFound(id);
  if (!may(caller, right, object)) {
    throw new RequestError('forbidden', `You may use this ${kind}, but this needs the right "${right}" on it.`);
  }
  return read;
}

export const notFound = (id: RouteId) =>
  new RequestError('not-found', `There is no such ${kindOfRoute(id) ?? 'object'}, or you may not use it.`);
