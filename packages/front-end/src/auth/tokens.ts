import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Token } from '@skerry/domain';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A new secret of the form `sk_<id>_<256 random bits>`, and the hash that is kept. */
export function newSecret(id: number): { secret: string; secretHash: string } {
  const secret = `sk_${id}_${randomBytes(32).toString('base64url')}`;
  return { secret, secretHash: sha256(secret) };
}

/** Another one after each change of the password; says nothing of it. */
export const passwordTag = (passwordHash: string | undefined): string => sha256(passwordHash ?? '').slice(0, 16);

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
