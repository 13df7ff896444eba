/** How much a token that a user asked for may do, always within what the user may. A closed list, least first. */
export const tokenScopes = ['read', 'operate', 'all'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/**
 * What a request does. `read`: it looks. `operate`: it runs instances that are there. `change`: anything else. `prove`:
 * it makes, changes or ends a way in, and so needs somebody who has just typed a password.
 */
export type Deed = 'read' | 'operate' | 'change' | 'prove';

/** May a token of this scope do that? No token may prove: a stolen one would outlive what is done about it. */
export const scopeDeeds = {
  read: ['read'],
  operate: ['read', 'operate'],
  all: ['read', 'operate', 'change'],
} as const satisfies Record<TokenScope, readonly Deed[]>;

/** Of a token what counts for its scope; it imports this file. */
interface Scoped {
  readonly purpose: string;
  readonly scope?: TokenScope;
}

/** The scope of a token; undefined: it is a log-in, which may do all that its user may. */
export function scopeOf({ purpose, scope }: Scoped): TokenScope | undefined {
  return purpose === 'access' ? (scope ?? 'all') : undefined;
}

/** Undefined: it may. Else a sentence. */
export function scopeRefusal(token: Scoped, deed: Deed): string | undefined {
  const scope = scopeOf(token);
  if (scope === undefined || (scopeDeeds[scope] as readonly Deed[]).includes(deed)) return undefined;
  if (deed === 'prove') return 'This needs a log-in with a password; a token does not do.';
  return `A token of the scope "${scope}" may not do this.`;
}

/** Whether one scope holds all that another does. */
export const isWithin = (inner: TokenScope, outer: TokenScope): boolean =>
  tokenScopes.indexOf(inner) <= tokenScopes.indexOf(outer);
