import type { Token } from '@skerry/domain';
import { newSecret } from '../auth/tokens.ts';
import { newMeta } from '../catalogue/meta.ts';
import type { Handlers } from '../http/call.ts';
import { created, deleteOf, explainOf, getOf, listOf } from '../http/standard-routes.ts';
import { views } from '../views/views.ts';

export const tokenRoutes = {
  'token.list': listOf('token'),
  'token.get': getOf('token'),
  'token.explain': explainOf('token'),
  'token.create': async (call) => {
    const { cloud, body, caller } = call;
    const id = await cloud.ids.next('token');
    return call.write({ key: 'token/create' }, () => {
      const { secret, secretHash } = newSecret(id);
      const expiresAt = new Date(cloud.clock.now().getTime() + body.lifetimeSeconds * 1000).toISOString();
      const meta = newMeta('token', id, body.name, body, caller, cloud);
      const token: Token = { ...meta, userId: caller.userId, secretHash, expiresAt, purpose: 'access' };
      return { ...created('token', token, call), body: { token: views.token(token, cloud), secret } };
    });
  },
  'token.delete': deleteOf('token'),
} satisfies Pick<Handlers, Extract<keyof Handlers, `token.${string}`>>;
