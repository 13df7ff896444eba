import { scopeOf, type Token, type User, placeOf } from '@skerry/domain';
import { put, type Write } from '@skerry/store';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import type { Call, Caller } from '../requests/call.ts';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import { endOf } from './standing.ts';
import { verifyPassword } from './passwords.ts';
import { passwordTag } from './tokens.ts';

/**
 * Who changes the own password shows that he knows the one of now: a log-in left open, or stolen, is not enough to lock
 * its owner out. Guesses are counted with those at the door. Throws `wrong-password` or `too-many-attempts`.
 */
export async function proveOwnPassword(call: Call<'user.patch'>): Promise<void> {
  const { cloud, body, caller, address } = call;
  if (body.password === undefined || call.params.id !== caller.userId) return;
  const refuse = (message: string) => new RequestError('wrong-password', message, { field: 'currentPassword' });
  if (body.currentPassword === undefined) throw refuse('To change your own password, give the one of now as well.');
  const { currentPassword } = body;
  const { name, passwordHash } = caller.user;
  // Counted for this user alone: nobody else can use up the guesses, nor can the one who has got hold of a log-in
  // lock its owner out at the door.
  const attempt = { place: placeOf(address), name, known: `user ${caller.userId}` };
  cloud.logInLimits.begin(attempt);
  const right = await cloud.passwordWork
    .run('change', `user ${caller.userId}`, () => verifyPassword(passwordHash, currentPassword))
    .catch((error: unknown) => {
      cloud.logInLimits.withdrawn(attempt);
      throw error;
    });
  if (!right) throw refuse('This is not your password of now.');
  cloud.logInLimits.succeeded(attempt);
}

export interface AfterPassword {
  readonly user: User;
  readonly writes: readonly Write[];
  /** Keys of tokens that have ended by then, whether they are there or not, see `User.firstTokenId`. */
  readonly leftovers: readonly string[];
  /** Access tokens that still stand; the asker is told of them. */
  readonly kept: readonly Token[];
}

/**
 * What a new password, or a user who may not log in any more, ends: all log-ins but the one that asks, and, where that
 * was asked for, all access tokens at once, by their numbers. `nextTokenId` is larger than any of them.
 */
export function afterPassword(
  user: User,
  change: { readonly isNew: boolean; readonly tokens: 'keep' | 'end'; readonly nextTokenId: number },
  caller: Caller,
  { model, clock }: Cloud,
): AfterPassword {
  if (!change.isNew && user.enabled) return { user, writes: [], leftovers: [], kept: [] };
  const all = [...model.all('token')].filter((t) => t.userId === user.id && t.id !== caller.token.id);
  const endsTokens = change.isNew && change.tokens === 'end';
  const ended = all.filter((t) => t.purpose === 'log-in' || (endsTokens && t.purpose === 'access'));
  const standing = (t: Token) => t.purpose === 'access' && endOf(t, model, clock.now()) === undefined;
  // The log-in that asks knows the new password: it goes on under it.
  const own = { ...caller.token, passwordTag: passwordTag(user) };
  const goesOn = change.isNew && caller.userId === user.id && caller.token.purpose === 'log-in';
  return {
    user: endsTokens ? { ...user, firstTokenId: change.nextTokenId } : user,
    writes: goesOn ? [put(keys.catalogue('token', own.id), own)] : [],
    leftovers: tokenKeys(ended),
    kept: change.isNew && !endsTokens ? all.filter(standing) : [],
  };
}

export const tokensOf = (userId: number, model: Model): Token[] =>
  [...model.all('token')].filter((t) => t.userId === userId);

export const tokenKeys = (tokens: readonly Token[]): string[] => tokens.map(({ id }) => keys.catalogue('token', id));

/** As the answer tells of them. */
export const keptTokens = (kept: readonly Token[]) =>
  kept.map((t) => ({ id: t.id, name: t.name, scope: scopeOf(t) ?? 'all', expiresAt: t.expiresAt }));
