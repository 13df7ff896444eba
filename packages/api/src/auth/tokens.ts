import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Token, User } from '@skerry/domain';

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** A new secret of the form `sk_<id>_<256 random bits>`, and the hash that is kept. */
export function newSecret(id: number): { secret: string; secretHash: string } {
  const secret = `sk_${id}_${randomBytes(32).toString('base64url')}`;
  return { secret, secretHash: sha256(secret) };
}

const tags = new WeakMap<User, string>();

/**
 * Another one after each change of the password, and after each time that the user was disabled; says nothing of it. Asked
 * at each request, so it is remembered.
 */
export function passwordTag(user: User): string {
  let tag = tags.get(user);
  if (tag === undefined) {
    const generation = user.logInGeneration === undefined ? '' : `/${user.logInGeneration}`;
    tags.set(user, (tag = sha256(`${user.passwordHash ?? ''}${generation}`).slice(0, 16)));
  }
  return tag;
}

/** The same of the password of a site. */
export const credentialTag = (hash: string | undefined): string => sha256(hash ?? '').slice(0, 16);

/** A log-in ends with the password that it was made with, and when its user is disabled; access tokens are no log-ins. */
export const endedByPassword = (token: Token, user: User): boolean =>
  token.purpose === 'log-in' && token.passwordTag !== passwordTag(user);

/** The number inside of a secret; undefined when it has not the form of one. */
export function idInSecret(secret: string): number | undefined {
  const match = /^sk_(\d{1,15})_[A-Za-z0-9_-]{43}$/.exec(secret);
  return match ? Number(match[1]) : undefined;
}

export function isSecretOf(token: Token, secret: string): boolean {
  const given = Buffer.from(sha256(secret), 'hex');
  const known = Buffer.from(token.secretHash, 'hex');
  return given.length === known.length && timingSafeEqual(given, known);
}
