import { isWithin, scopeOf, type Token, type TokenScope } from '@skerry/domain';
import { newSecret } from '@skerry/api/auth/tokens';
import { newMeta } from '@skerry/api/catalogue/meta';
import { RequestError } from '@skerry/api/errors';
import type { Handlers } from '@skerry/api/requests/call';
import { created, deleteOf } from './standard-writes.ts';
import { views } from '@skerry/api/views/views';

export const tokenRoutes = {
  'token.create': async (call) => {
    const { cloud, body, caller } = call;
    const id = await cloud.ids.next('token');
    return call.write({ key: 'token/create' }, () => {
      const { secret, secretHash } = newSecret(id);
      const expiresAt = new Date(cloud.clock.now().getTime() + body.lifetimeSeconds * 1000).toISOString();
      const meta = newMeta('token', id, body.name, body, caller, cloud);
      const token: Token = {
        ...meta,
        userId: caller.userId,
        secretHash,
        expiresAt,
        purpose: 'access',
        scope: body.scope,
        ...within(caller.token, body.scope, expiresAt),
      };
      return { ...created('token', token, call), body: { token: views.token(token, cloud), secret } };
    });
  },
  'token.delete': deleteOf('token'),
} satisfies Partial<Handlers>;

/** What a token makes may do no more than it, and ends with it. A log-in makes what its user likes. */
function within(maker: Token, scope: TokenScope, expiresAt: string): { readonly madeBy?: number } {
  const outer = scopeOf(maker);
  if (outer === undefined) return {};
  if (!isWithin(scope, outer)) {
    throw new RequestError('token-scope', `A token of the scope "${outer}" cannot make one of the scope "${scope}".`, {
      field: 'scope',
    });
  }
  if (expiresAt > maker.expiresAt) {
    throw new RequestError(
      'token-scope',
      `This token ends at ${maker.expiresAt}, and cannot make one that lasts longer.`,
      {
        field: 'lifetimeSeconds',
      },
    );
  }
  return { madeBy: maker.id };
}
