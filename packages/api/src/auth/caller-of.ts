import type { Token, User } from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import { endOf } from './standing.ts';

/** Who stands behind a token, as they are now. Throws `unauthenticated` when it has ended. */
export function callerOf(token: Token, cloud: Cloud): Caller {
  const found = behind(token, cloud);
  if (typeof found === 'string') throw new RequestError('unauthenticated', found);
  return found;
}

/** The same caller as they are now; undefined: what proved them has ended. Asked again and again of what stays open. */
export function callerNow({ token }: Caller, cloud: Cloud): Caller | undefined {
  const now = cloud.model.get('token', token.id);
  const found = now === undefined ? undefined : behind(now, cloud);
  return typeof found === 'string' ? undefined : found;
}

/** A sentence instead: why the token has ended. */
function behind(token: Token, { model, clock, tokenUse }: Cloud): Caller | string {
  const end = endOf(token, model, clock.now());
  if (end !== undefined) return end;
  tokenUse.note(token.id);
  const user = model.get('user', token.userId) as User;
  return { userId: user.id, groupIds: user.groupIds, user, token };
}
