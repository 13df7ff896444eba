import { privatePermissions, type Token } from '@skerry/domain';
import { verifyPassword } from '../auth/passwords.ts';
import { passwordHashOf } from '../auth/password-of.ts';
import { newSecret, passwordTag } from '../auth/tokens.ts';
import { FrontEndError } from '../errors.ts';
import type { Handlers } from '../http/call.ts';
import { put } from '../http/standard-routes.ts';
import { keys } from '../state/keys.ts';
import { views } from '../views/views.ts';

export const sessionRoutes = {
  'session.create': async (call) => {
    const { cloud, body } = call;
    const { model, clock, logInLimits } = cloud;
    logInLimits.begin(call.address, body.name);
    const [known] = model.named('user', body.name);
    const passwordHash = passwordHashOf(known, cloud.site);
    const right = await verifyPassword(passwordHash, body.password);
    if (!right || known === undefined || !known.enabled) {
      throw new FrontEndError('wrong-credentials', 'There is no user with this name and password.');
    }
    logInLimits.succeeded(call.address, body.name);
    const id = await cloud.ids.next('token');
    const { secret, secretHash } = newSecret(id);
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + cloud.sessionSeconds * 1000).toISOString();
    return call.write({ key: `user/${known.id}` }, () => {
      // Asked again in its turn: the user may have been disabled while the password was looked at.
      const user = model.get('user', known.id);
      if (user === undefined || !user.enabled || passwordHashOf(user, cloud.site) !== passwordHash) {
        throw new FrontEndError('wrong-credentials', 'There is no user with this name and password.');
      }
      const token: Token = {
        id,
        name: `log-in-${id}`,
        ownerId: user.id,
        groupId: user.groupId,
        permissions: privatePermissions,
        labels: {},
        attributes: {},
        createdAt: now.toISOString(),
        changedAt: now.toISOString(),
        userId: user.id,
        secretHash,
        expiresAt,
        ...(cloud.site === undefined ? {} : { passwordTag: passwordTag(passwordHash) }),
        from: { address: call.address, client: call.userAgent.slice(0, 200) },
        purpose: 'log-in',
      };
      const secure = cloud.overTls ? '; Secure' : '';
      const cookie = `${cloud.cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${cloud.sessionSeconds}${secure}`;
      return {
        body: { secret, expiresAt, user: views.user(user, cloud) },
        ...(call.wantsCookie ? { headers: { 'Set-Cookie': cookie } } : {}),
        conditions: [{ key: keys.catalogue('user', user.id), is: 'present' }],
        writes: [put('token', token)],
        object: { kind: 'user', id: user.id, name: user.name },
      };
    });
  },
  'session.get': ({ caller, cloud }) => ({ body: views.user(caller.user, cloud) }),
  'session.delete': (call) => {
    const { token } = call.caller;
    const { cookieName } = call.cloud;
    return call.write({ key: `token/${token.id}` }, () => ({
      body: undefined,
      headers: { 'Set-Cookie': `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0` },
      writes: [{ op: 'delete', key: keys.catalogue('token', token.id) }],
      object: { kind: 'token', id: token.id, name: token.name },
    }));
  },
  'session.list': ({ caller, cloud }) => {
    const now = cloud.clock.now().getTime();
    const items = [...cloud.model.all('token')]
      .filter((t) => t.userId === caller.userId && t.purpose === 'log-in' && Date.parse(t.expiresAt) > now)
      .map((t) => ({
        id: t.id,
        createdAt: t.createdAt,
        expiresAt: t.expiresAt,
        ...t.from,
        current: t.id === caller.token.id,
      }))
      .sort((a, b) => b.id - a.id);
    return { body: { items, total: items.length, revision: cloud.model.revision } };
  },
  'session.revoke': (call) => {
    const { caller, cloud, params } = call;
    return call.write({ key: `token/${params.id}` }, () => {
      const token = cloud.model.get('token', params.id);
      if (token === undefined || token.userId !== caller.userId || token.purpose !== 'log-in') {
        throw new FrontEndError('not-found', 'You have no such log-in.', { hint: 'GET /v1/sessions lists yours.' });
      }
      return {
        body: undefined,
        writes: [{ op: 'delete', key: keys.catalogue('token', token.id) }],
        object: { kind: 'token', id: token.id, name: token.name },
      };
    });
  },
} satisfies Pick<Handlers, Extract<keyof Handlers, `session.${string}`>>;
