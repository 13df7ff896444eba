import { administratorsGroupId, isAdministrator, parsePermissions, type User, usersGroupId } from '@skerry/domain';
import { provingFields } from '@skerry/contract';
import { checkScope } from '@skerry/api/auth/check-scope';
import { afterPassword, keptTokens, proveOwnPassword, tokenKeys, tokensOf } from '@skerry/api/auth/password-change';
import { hashPassword } from '@skerry/api/auth/passwords';
import { newMeta, patchedMeta, unknown } from '@skerry/api/catalogue/meta';
import { RequestError } from '@skerry/api/errors';
import type { Call, Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, put, shown } from './standard-writes.ts';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';

/** A user may see itself and change its password, keys, labels and attributes. */
const ownPermissions = parsePermissions('um-------');
const onlyAdministrators = ['name', 'ownerId', 'groupId', 'permissions', 'groupIds', 'enabled'] as const;

export const userRoutes = {
  'user.create': async (call) => {
    const { cloud, body, caller } = call;
    const passwordHash = await hashInTurn(call, body.password);
    const id = await cloud.ids.next('user');
    return call.write({ key: 'user/create' }, () => {
      checkGroups(body.groupIds, cloud.model);
      const groupId = body.groupId ?? body.groupIds[0] ?? usersGroupId;
      if (!body.groupIds.includes(groupId)) throw unknown('groupId', 'group', groupId);
      const meta = newMeta('user', id, body.name, { ...body, groupId }, caller, cloud);
      const permissions = body.permissions === undefined ? (ownPermissions ?? meta.permissions) : meta.permissions;
      const user: User = { ...meta, ownerId: id, permissions, groupIds: body.groupIds, passwordHash, enabled: true };
      return created('user', user, call);
    });
  },
  'user.patch': async (call) => {
    const { cloud, body, caller } = call;
    const forbidden = onlyAdministrators.find((field) => body[field] !== undefined);
    if (forbidden !== undefined && !isAdministrator(caller)) {
      throw new RequestError('forbidden', `Only an administrator may change "${forbidden}" of a user.`);
    }
    if (provingFields.some((field) => body[field] !== undefined)) checkScope(caller, 'prove');
    await proveOwnPassword(call);
    const passwordHash = body.password === undefined ? undefined : await hashInTurn(call, body.password);
    const nextTokenId = call.query.tokens === 'end' ? await cloud.ids.next('token') : 0;
    return call.write({ key: 'user/create' }, () => {
      const before = call.object();
      const patched = patchedMeta('user', before, body, caller, cloud);
      const groupIds = body.groupIds ?? before.groupIds;
      checkGroups(groupIds, cloud.model);
      const user: User = {
        ...patched,
        groupIds,
        groupId: groupIds.includes(patched.groupId) ? patched.groupId : (groupIds[0] as number),
        enabled: body.enabled ?? before.enabled,
        ...(body.sshKeys === undefined ? {} : { sshKeys: body.sshKeys }),
        ...(passwordHash === undefined ? {} : { passwordHash }),
        // Its log-ins end with it, however many there are: an enabled user begins anew.
        ...(before.enabled && body.enabled === false ? { logInGeneration: (before.logInGeneration ?? 0) + 1 } : {}),
      };
      if (
        isLastAdministrator(before, cloud.model) &&
        !(user.enabled && user.groupIds.includes(administratorsGroupId))
      ) {
        throw new RequestError('protected', `"${before.name}" is the only administrator who can log in.`, {
          hint: 'Make another administrator first.',
        });
      }
      const change = { isNew: passwordHash !== undefined, tokens: call.query.tokens, nextTokenId };
      const after = afterPassword(user, change, caller, cloud);
      const { body: view, etag } = shown('user', after.user, call);
      return {
        body: { ...(view as object), ...(change.isNew ? { tokensKept: keptTokens(after.kept) } : {}) } as never,
        etag,
        conditions: [{ key: keys.catalogue('user', user.id), is: 'present' }],
        writes: [put('user', after.user), ...after.writes],
        leftovers: after.leftovers,
        object: { kind: 'user', id: user.id, name: user.name },
      };
    });
  },
  'user.delete': deleteOf('user', (user, { caller, cloud }) => {
    if (user.id === caller.userId) {
      throw new RequestError('protected', 'You cannot delete yourself.', { hint: 'Ask another administrator.' });
    }
    if (isLastAdministrator(user, cloud.model)) {
      throw new RequestError('protected', `"${user.name}" is the only administrator who can log in.`, {
        hint: 'Make another administrator first.',
      });
    }
    return { leftovers: tokenKeys(tokensOf(user.id, cloud.model)) };
  }),
} satisfies Partial<Handlers>;

const hashInTurn = ({ cloud, caller }: Pick<Call<'user.create'>, 'cloud' | 'caller'>, password: string) =>
  cloud.passwordWork.run('change', `user ${caller.userId}`, () => hashPassword(password));

function checkGroups(groupIds: readonly number[], model: Model): void {
  for (const id of groupIds) if (model.get('group', id) === undefined) throw unknown('groupIds', 'group', id);
}

function isLastAdministrator(user: User, model: Model): boolean {
  const counts = (u: User) => u.enabled && u.groupIds.includes(administratorsGroupId);
  return counts(user) && ![...model.all('user')].some((u) => u.id !== user.id && counts(u));
}
