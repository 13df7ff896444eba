/** `use`: see it and use it as it is. `manage`: change and operate it. `admin`: the rest, such as deleting it from the catalogue. */
export type Right = 'use' | 'manage' | 'admin';

export type Rights = Readonly<Record<Right, boolean>>;

export interface Permissions {
  readonly owner: Rights;
  readonly group: Rights;
  readonly other: Rights;
}

const rights = (text: string): Rights => ({
  use: text[0] === 'u',
  manage: text[1] === 'm',
  admin: text[2] === 'a',
});

/** `parsePermissions('um-u-----')`: nine characters, owner, group, other, each `u`, `m`, `a` or `-`. */
export function parsePermissions(text: string): Permissions | undefined {
  if (!/^([u-][m-][a-]){3}$/.test(text)) return undefined;
  return { owner: rights(text.slice(0, 3)), group: rights(text.slice(3, 6)), other: rights(text.slice(6, 9)) };
}

export function formatPermissions(permissions: Permissions): string {
  const one = (r: Rights) => `${r.use ? 'u' : '-'}${r.manage ? 'm' : '-'}${r.admin ? 'a' : '-'}`;
  return one(permissions.owner) + one(permissions.group) + one(permissions.other);
}

const bitsOf = ({ use, manage, admin }: Rights): number => (use ? 4 : 0) + (manage ? 2 : 0) + (admin ? 1 : 0);

/** Below 512, and the same for equal permissions only. */
export const permissionBits = ({ owner, group, other }: Permissions): number =>
  bitsOf(owner) * 64 + bitsOf(group) * 8 + bitsOf(other);

/** New objects: the owner may manage, nobody else sees them. */
export const privatePermissions: Permissions = {
  owner: rights('um-'),
  group: rights('---'),
  other: rights('---'),
};

/** Catalogue objects that an administrator offers to everybody. */
export const publicPermissions: Permissions = {
  owner: rights('um-'),
  group: rights('u--'),
  other: rights('u--'),
};

/** Who asks. An administrator is a member of group 0. */
export interface Subject {
  readonly userId: number;
  readonly groupIds: readonly number[];
}

export const administratorsGroupId = 0;

export const isAdministrator = (subject: Subject): boolean => subject.groupIds.includes(administratorsGroupId);

/** The one place that answers "may this user do that to this object?". */
export function may(
  subject: Subject,
  right: Right,
  object: { readonly ownerId: number; readonly groupId: number; readonly permissions: Permissions },
): boolean {
  if (isAdministrator(subject)) return true;
  if (subject.userId === object.ownerId && object.permissions.owner[right]) return true;
  if (subject.groupIds.includes(object.groupId) && object.permissions.group[right]) return true;
  return object.permissions.other[right];
}

/** The same sentence for what is not there and for what is another's: who asks shall not learn which. */
export const noRightSentence = (kind: string, id: number): string =>
  `There is no ${kind} ${id}, or you may not use it.`;
