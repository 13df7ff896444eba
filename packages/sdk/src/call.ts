import type { RouteId, routes } from '@skerry/contract';
import type { z } from 'zod';

type Routes = typeof routes;
type Part<Id extends RouteId, Key extends string> = Routes[Id] extends Record<Key, infer S> ? S : never;
type Output<S> = [S] extends [never] ? undefined : S extends z.ZodType ? z.output<S> : undefined;
type Input<S> = [S] extends [never] ? undefined : S extends z.ZodType ? z.input<S> : undefined;

/** What a route answers; undefined where it answers with no body. */
export type Answer<Id extends RouteId> = Output<Part<Id, 'response'>>;
/** What a route takes in its query; everything may be left out. */
export type Query<Id extends RouteId> = Partial<Output<Part<Id, 'query'>>>;
/** What a route takes as its body, before defaults are filled in. */
export type Body<Id extends RouteId> = Input<Part<Id, 'body'>>;

type ParamsOf<Id extends RouteId> = [Part<Id, 'params'>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Output<Part<Id, 'params'>> };
type BodyOf<Id extends RouteId> = [Part<Id, 'body'>] extends [never]
  ? { readonly body?: undefined }
  : undefined extends Body<Id>
    ? { readonly body?: Body<Id> }
    : { readonly body: Body<Id> };
type QueryOf<Id extends RouteId> = [Part<Id, 'query'>] extends [never]
  ? { readonly query?: undefined }
  : { readonly query?: Query<Id> };

/** How one call behaves, whatever it asks for. */
export interface CallSettings {
  /** Makes a write safe to repeat. Every write gets one; give it to continue a write that an earlier process began. */
  readonly idempotencyKey?: string;
  /** `etag` of an earlier answer: the write is refused with 412 when the object has changed since. */
  readonly ifMatch?: string;
  /** Milliseconds for the whole call with its retries. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export type CallOptions<Id extends RouteId> = CallSettings & ParamsOf<Id> & QueryOf<Id> & BodyOf<Id>;

/** Options may be left out where the route needs none. */
export type CallArguments<Id extends RouteId> =
  Record<string, never> extends ParamsOf<Id> & BodyOf<Id> ? [options?: CallOptions<Id>] : [options: CallOptions<Id>];

export interface CallResult<Id extends RouteId> {
  readonly data: Answer<Id>;
  /** For `ifMatch`; absent where the object has no version. */
  readonly etag: string | undefined;
  readonly status: number;
  /** What the change has become: commands to a cluster, which has the last word; see `followCommands`. */
  readonly commands: readonly number[];
}

/** Routes that answer with a page. */
export type ListRouteId = { [Id in RouteId]: Answer<Id> extends { items: readonly unknown[] } ? Id : never }[RouteId];
/** One item of a list. */
export type Item<Id extends ListRouteId> = Answer<Id> extends { items: readonly (infer T)[] } ? T : never;
