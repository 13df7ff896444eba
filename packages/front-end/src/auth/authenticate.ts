import type { User } from '@skerry/domain';
import type { FastifyRequest } from 'fastify';
import { FrontEndError } from '../errors.ts';
import type { Caller } from '../http/call.ts';
import type { Cloud } from '../cloud.ts';
import { endOf } from './standing.ts';
import { isSameOrigin } from './same-origin.ts';
import { idInSecret, isSecretOf } from './tokens.ts';

export const cookieName = 'skerry_session';
export const deviceCookieName = 'skerry_device';

/** Who sends this request. Throws `unauthenticated` or `origin-refused`. */
export function authenticate(request: FastifyRequest, cloud: Cloud): Caller {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const secret = /^Bearer +(\S+)$/i.exec(header)?.[1];
    if (secret === undefined) throw new FrontEndError('unauthenticated', 'The header Authorization is not understood.');
    return callerOf(secret, cloud);
  }
  const cookie = cookieIn(request.headers.cookie, cloud.cookieName);
  if (cookie === undefined) throw new FrontEndError('unauthenticated', 'This needs a log-in.');
  // A browser sends the cookie also when another site makes it ask: such a site cannot forge its own origin.
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request.headers)) {
    throw new FrontEndError('origin-refused', 'This write came from a page of another site.');
  }
  return callerOf(cookie, cloud);
}

function callerOf(secret: string, { model, clock, tokenUse }: Cloud): Caller {
  const id = idInSecret(secret);
  const token = id === undefined ? undefined : model.get('token', id);
  if (token === undefined || !isSecretOf(token, secret)) {
    throw new FrontEndError('unauthenticated', 'This token is not known: it was removed, or it never was one.');
  }
  const end = endOf(token, model, clock.now());
  if (end !== undefined) throw new FrontEndError('unauthenticated', end);
  tokenUse.note(token.id);
  const user = model.get('user', token.userId) as User;
  return { userId: user.id, groupIds: user.groupIds, user, token };
}

/** The value of a cookie, as the request has it. */
export function cookieIn(header: string | undefined, cookie: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookie && value) return value;
  }
  return undefined;
}
