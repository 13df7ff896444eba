import { attributes, labels, type metaInput, type metaPatch } from '@skerry/contract';
import {
  isAdministrator,
  kindRules,
  may,
  merged,
  newPermissions,
  noRightSentence,
  type ObjectMeta,
  parsePermissions,
  type Permissions,
} from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { RequestError, invalidField } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import type { Model } from '../state/model.ts';
import type { Kind, Objects } from './objects.ts';

export type MetaInput = z.output<typeof metaInput>;
export type MetaPatch = z.output<typeof metaPatch>;

/** The common fields of a new object. Throws `unknown-reference` or `name-taken`. */
export function newMeta(
  kind: Kind,
  id: number,
  name: string,
  input: MetaInput,
  caller: Caller,
  { model, clock }: Cloud,
): ObjectMeta {
  const groupId = input.groupId ?? caller.user.groupId;
  checkGroup(groupId, caller, model);
  const now = clock.now().toISOString();
  const permissions =
    input.permissions === undefined
      ? newPermissions(kind, isAdministrator(caller))
      : permissionsFrom(input.permissions);
  if (givesAdmin(permissions) && !isAdministrator(caller)) throw adminBit();
  const meta: ObjectMeta = {
    id,
    name,
    ownerId: caller.userId,
    groupId,
    permissions,
    ...(input.description === undefined ? {} : { description: input.description }),
    labels: input.labels ?? {},
    attributes: input.attributes ?? {},
    createdAt: now,
    changedAt: now,
  };
  checkName(kind, meta, model);
  return meta;
}

/** The object with what the patch gives of its common fields. */
export function patchedMeta<K extends Kind>(
  kind: K,
  object: Objects[K],
  patch: MetaPatch,
  caller: Caller,
  { model, clock }: Cloud,
): Objects[K] {
  checkMetaPatch(object, patch, caller, model);
  const patched: ObjectMeta = {
    ...object,
    name: patch.name ?? object.name,
    ownerId: patch.ownerId ?? object.ownerId,
    groupId: patch.groupId ?? object.groupId,
    permissions: patch.permissions === undefined ? object.permissions : permissionsFrom(patch.permissions),
    ...(patch.description === undefined ? {} : { description: patch.description }),
    ...mergedTexts(object, patch),
    changedAt: clock.now().toISOString(),
  };
  if (patched.name !== object.name || patched.ownerId !== object.ownerId) checkName(kind, patched, model);
  return patched as Objects[K];
}

/** Its labels and attributes with what the patch gives of them. */
export function mergedTexts(
  before: Pick<ObjectMeta, 'labels' | 'attributes'>,
  patch: Pick<MetaPatch, 'labels' | 'attributes'>,
): Pick<ObjectMeta, 'labels' | 'attributes'> {
  const after = {
    labels: merged(before.labels, patch.labels),
    attributes: merged(before.attributes, patch.attributes),
  };
  for (const field of ['labels', 'attributes'] as const) {
    // The whole must fit, not only what was given of it now.
    const problem = patch[field] === undefined ? undefined : bounds[field].safeParse(after[field]).error?.issues[0];
    if (problem !== undefined) throw invalidField(field, problem.message);
  }
  return after;
}

const bounds = { labels, attributes } as const;

/** To give an object away, or to hand out the right to, one must have the right "admin" on it. */
export function checkMetaPatch(object: ObjectMeta, patch: MetaPatch, caller: Caller, model: Model): void {
  const admin = may(caller, 'admin', object);
  if (patch.ownerId !== undefined && patch.ownerId !== object.ownerId) {
    if (!admin) throw new RequestError('forbidden', 'To change the owner needs the right "admin" on it.');
    if (model.get('user', patch.ownerId) === undefined) throw unknown('ownerId', 'user', patch.ownerId);
  }
  if (patch.groupId !== undefined && patch.groupId !== object.groupId) {
    if (!admin) throw new RequestError('forbidden', 'To change the group needs the right "admin" on it.');
    checkGroup(patch.groupId, caller, model);
  }
  if (patch.permissions !== undefined && !admin && givesAdmin(permissionsFrom(patch.permissions))) throw adminBit();
}

export function permissionsFrom(text: string): Permissions {
  const permissions = parsePermissions(text);
  if (permissions === undefined) throw invalidField('permissions', 'Give nine characters such as "um-u-----".');
  return permissions;
}

export const unknown = (field: string, kind: Kind, id: number): RequestError =>
  new RequestError('unknown-reference', noRightSentence(kind, id), {
    field,
    errors: [{ field, message: noRightSentence(kind, id) }],
  });

/** An object that the request names and the caller may use. Throws `unknown-reference`. */
export function referred<K extends Kind>(kind: K, id: number, field: string, caller: Caller, model: Model): Objects[K] {
  const object = model.get(kind, id);
  if (object === undefined || !may(caller, 'use', object)) throw unknown(field, kind, id);
  return object;
}

/** Who gives a name to a kind whose names are unique for their owner takes this turn, and holds back nobody else. */
export const nameTurn = (kind: Kind, ownerId: number, name: string): string => `${kind}/name/${ownerId}/${name}`;

export function checkName(kind: Kind, meta: Pick<ObjectMeta, 'id' | 'name' | 'ownerId'>, model: Model): void {
  const everywhere = kindRules[kind].nameIsOneIn === 'cloud';
  const taken = model
    .named(kind, meta.name)
    .some((o) => o.id !== meta.id && (everywhere || o.ownerId === meta.ownerId));
  if (!taken) return;
  const whose = everywhere ? '' : ' of this owner';
  throw new RequestError(
    'name-taken',
    `There is already ${kind.startsWith('i') ? 'an' : 'a'} ${kind}${whose} called "${meta.name}".`,
    { field: 'name' },
  );
}

function checkGroup(groupId: number, caller: Caller, model: Model): void {
  const isMember = isAdministrator(caller) || caller.groupIds.includes(groupId);
  if (model.get('group', groupId) === undefined || !isMember) throw unknown('groupId', 'group', groupId);
}

const givesAdmin = (p: Permissions): boolean => p.owner.admin || p.group.admin || p.other.admin;
const adminBit = () =>
  new RequestError('forbidden', 'Only who has the right "admin" on it may hand that right out.', {
    field: 'permissions',
  });
