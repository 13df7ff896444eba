import { type RouteId, routeAddresses } from '@skerry/contract';
import type { CallSettings } from './call.ts';

/** Any call, with its types forgotten: for code that works on every route alike. */
export interface AnyCallOptions extends CallSettings {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

export interface PreparedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * One HTTP request out of a line of the route table. Every write gets an idempotency key here, before the first try,
 * so that all tries of one call carry the same.
 */
export function prepare(id: RouteId, options: AnyCallOptions, newKey: () => string): PreparedRequest {
  const route = routeAddresses[id];
  const write = route.method !== 'get';
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  return {
    method: route.method.toUpperCase(),
    path: fill(route.path, options.params ?? {}) + search(options.query ?? {}),
    headers: {
      accept: 'application/json',
      ...(write ? { 'idempotency-key': options.idempotencyKey ?? newKey() } : {}),
      ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

function fill(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/:([a-z]+)/gi, (_, key: string) => {
    const value = params[key];
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`${path} needs "${key}"`);
    return encodeURIComponent(value);
  });
}

/** `?a=1&b=2`, or nothing; what is undefined is left out, of several values each stands for itself. */
export function search(query: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(query).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((one): [string, string] => [key, String(one)]);
  });
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
