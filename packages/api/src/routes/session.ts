import { privatePermissions, type Token, type User, placeOf } from '@skerry/domain';
import { put } from '@skerry/store';
import type { LogInAttempt } from '../auth/log-in-limits.ts';
import { tokenKeys } from '../auth/password-change.ts';
import { logInMethods } from '../auth/log-in-methods.ts';
import type { Cloud } from '../cloud.ts';
import { newSecret } from '../auth/tokens.ts';
import { RequestError } from '../errors.ts';
import type { Call, Handlers } from '../requests/call.ts';
import { keys } from '../state/keys.ts';
import { views } from '../views/views.ts';

/** A person is known by the browser or the address of a log-in before: by its cookie, or by a log-in that still stands. */
function attemptOf({ cloud, body, address, cookie }: Call<'session.create'>, user: User | undefined): LogInAttempt {
  const place = placeOf(address);
  // Looked through also for a name that is nobody's: how long it takes must not tell.
  const stands = [...cloud.model.all('token')].some(
    (t) => t.userId === user?.id && t.purpose === 'log-in' && t.from !== undefined && placeOf(t.from.address) === place,
  );
  const device = user && cloud.devices.of(user.id, cookie(cloud.devices.cookieName));
  return { place, name: body.name, known: device ?? (stands ? place : undefined) };
}

/** The log-ins that make room for one more. */
function oldest(user: User, { model, limits }: Cloud): string[] {
  const own = [...model.all('token')].filter((t) => t.userId === user.id && t.purpose === 'log-in');
  const above = own.length + 1 - limits['log-ins-user'];
  if (above <= 0) return [];
  return tokenKeys(own.toSorted((a, b) => a.id - b.id).slice(0, above));
}

export const sessionRoutes = {
  'session.create': async (call) => {
    const { cloud, body } = call;
    const { model, clock, logInLimits, devices } = cloud;
    const [known] = model.named('user', body.name);
    const check = logInMethods.password.check(known, cloud);
    const attempt = attemptOf(call, known);
    logInLimits.begin(attempt);
    const lane = attempt.known === undefined ? 'log-in' : 'known';
    const right = await cloud.passwordWork
      .run(lane, attempt.place, () => check.isRight(body.password))
      .catch((error: unknown) => {
        logInLimits.withdrawn(attempt);
        throw error;
      });
    if (!right || known === undefined || !known.enabled) {
      throw new RequestError('wrong-credentials', 'There is no user with this name and password.');
    }
    logInLimits.succeeded(attempt);
    const id = await cloud.ids.next('token');
    const { secret, secretHash } = newSecret(id);
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + cloud.sessionSeconds * 1000).toISOString();
    return call.write({ key: `user/${known.id}` }, () => {
      // Asked again in its turn: the user may have been disabled while the password was looked at.
      const user = model.get('user', known.id);
      if (user === undefined || !user.enabled || !check.stillHolds(user)) {
        throw new RequestError('wrong-credentials', 'There is no user with this name and password.');
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
        ...check.tags(user),
        from: { address: call.address, client: call.userAgent.slice(0, 200) },
        purpose: 'log-in',
      };
      const secure = call.overTls ? '; Secure' : '';
      const cookie = `${cloud.cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${cloud.sessionSeconds}${secure}`;
      return {
        body: { secret, expiresAt, user: views.user(user, cloud) },
        ...(call.wantsCookie ? { headers: { 'Set-Cookie': [cookie, devices.cookie(user.id, call.overTls)] } } : {}),
        conditions: [{ key: keys.catalogue('user', user.id), is: 'present' }],
        writes: [put(keys.catalogue('token', token.id), token)],
        leftovers: oldest(user, cloud),
        object: { kind: 'user', id: user.id, name: user.name },
        by: user,
      };
    });
  },
  'session.get': ({ caller, cloud }) => ({ body: views.user(caller.user, cloud) }),
  'session.delete': (call) => {
    const { token } = call.caller;
    const { cookieName } = call.cloud;
    const secure = call.overTls ? '; Secure' : '';
    return call.write({ key: `token/${token.id}` }, () => ({
      body: undefined,
      headers: { 'Set-Cookie': `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure}` },
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
        ...lastUse(cloud.tokenUse.lastUsed(t.id)),
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
        throw new RequestError('not-found', 'You have no such log-in.', { hint: 'GET /v1/sessions lists yours.' });
      }
      return {
        body: undefined,
        writes: [{ op: 'delete', key: keys.catalogue('token', token.id) }],
        object: { kind: 'token', id: token.id, name: token.name },
      };
    });
  },
} satisfies Partial<Handlers>;

const lastUse = (lastUsedAt: string | undefined) => (lastUsedAt === undefined ? {} : { lastUsedAt });
