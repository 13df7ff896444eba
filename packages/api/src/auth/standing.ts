import type { Token, User } from '@skerry/domain';
import type { Model } from '../state/model.ts';
import { endedByPassword } from './tokens.ts';

/**
 * Why a token is no log-in any more, whatever its secret; undefined: it stands. Asked at each use, also of what stays
 * open: consoles and streams of events.
 */
export function endOf(token: Token, model: Model, now: Date): string | undefined {
  if (token.purpose !== 'log-in' && token.purpose !== 'access') return 'A join token is not a log-in.';
  if (Date.parse(token.expiresAt) <= now.getTime()) return `This token expired at ${token.expiresAt}.`;
  const user = model.get('user', token.userId);
  if (user === undefined || !user.enabled) return 'The user of this token is disabled or gone.';
  if (endedWithUser(token, user)) {
    return 'It ended when its user got another password, or was disabled.';
  }
  if (token.madeBy === undefined) return undefined;
  // What a token made does not outlive it.
  const maker = model.get('token', token.madeBy);
  if (maker === undefined) return 'The token that made this one was removed.';
  return endOf(maker, model, now);
}

/** With another password, or by the wish of its user: for ever. */
export const endedWithUser = (token: Token, user: User): boolean =>
  endedByPassword(token, user) || (token.purpose === 'access' && token.id < (user.firstTokenId ?? 0));
