import type { RouteId, routes } from '@skerry/contract';
import type { Subject, Token, User } from '@skerry/domain';
import type { Condition, Write } from '@skerry/store';
import type { z } from 'zod';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';

type Routes = typeof routes;
type Parsed<R, Part extends string> = R extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined;
/** The kind that a route is about: the word before the dot. */
export type KindOf<Id extends RouteId> = Id extends `${infer K}.${string}` ? (K extends Kind ? K : never) : never;
export type BodyOf<Id extends RouteId> = Routes[Id] extends { readonly response: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;

/** Who asks, proved by a token. */
export interface Caller extends Subject {
  readonly user: User;
  readonly token: Token;
}

export interface Answer<Body> {
  /** The route's own when it is not given. */
  readonly status?: number;
  readonly body: Body;
  /** The body as JSON, of a read that has it at hand; `body` is not looked at then. */
  readonly text?: string;
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** What a write decided: all of it is one transaction, together with its audit and idempotency records. */
export interface Decision<Body> extends Answer<Body> {
  readonly writes: readonly Write[];
  readonly conditions?: readonly Condition[];
  /** Keys that nobody can use once the writes are there, however many: removed with them or a moment later. */
  readonly leftovers?: readonly string[];
  /** What it is about, for the audit. */
  readonly object: { readonly kind: string; readonly id?: number; readonly name?: string } | null;
  /** Whose deed it is, where the request proved it only now: a log-in. */
  readonly by?: User;
  /** For the audit too, where the route alone does not tell what was asked. */
  readonly detail?: string;
  /** The commands among the writes: what becomes of them becomes of the request. */
  readonly commands?: readonly number[];
}

export interface WriteTurn {
  /** Decisions with a key in common take turns: `<kind>/<id>` for what changes, `<kind>/create` for names. */
  readonly key: string | readonly string[];
  /** For a decision that depends on nobody beginning to use something: it runs alone. */
  readonly exclusive?: boolean;
}

/** One request that has been checked: shapes are right, the caller may do this to `object`. */
export interface Call<Id extends RouteId = RouteId> {
  readonly cloud: Cloud;
  readonly route: Id;
  readonly params: Parsed<Routes[Id], 'params'>;
  readonly query: Parsed<Routes[Id], 'query'>;
  readonly body: Parsed<Routes[Id], 'body'>;
  /** Absent only in public routes. */
  readonly caller: Routes[Id] extends { readonly right: 'public' } ? undefined : Caller;
  readonly address: string;
  readonly requestId: string;
  /** How the program calls itself; not to be believed. */
  readonly userAgent: string;
  readonly wantsCookie: boolean;
  /** A cookie of the request; not to be believed. */
  readonly cookie: (name: string) => string | undefined;
  /** It came to a proxy that we believe over TLS. */
  readonly overTls: boolean;
  /** The object in the path, as it is now: ask again inside of `decide`. */
  readonly object: () => Objects[KindOf<Id>];
  /**
   * Decides in its turn and commits. `decide` reads the model, throws a refusal or returns the writes; it may run
   * again when somebody else was faster. It may wait for numbers, once nothing is left that refuses.
   */
  write(
    turn: WriteTurn,
    decide: () => Decision<BodyOf<Id>> | Promise<Decision<BodyOf<Id>>>,
  ): Promise<Answer<BodyOf<Id>>>;
}

export type Handler<Id extends RouteId> = (call: Call<Id>) => Answer<BodyOf<Id>> | Promise<Answer<BodyOf<Id>>>;
export type Handlers = { readonly [Id in RouteId]: Handler<Id> };
