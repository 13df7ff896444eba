import { type Deed, scopeRefusal } from '@skerry/domain';
import { RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';

/** Throws `token-scope`. What the user may do is another question, asked of `may`. */
export function checkScope({ token }: Pick<Caller, 'token'>, deed: Deed): void {
  const refusal = scopeRefusal(token, deed);
  if (refusal === undefined) return;
  throw new RequestError('token-scope', refusal, {
    hint: deed === 'prove' ? 'Log in with your password, and do it then.' : 'Use a token of a wider scope, or log in.',
  });
}
