import {
  administratorsGroupId,
  type Datastore,
  type Group,
  type ObjectMeta,
  parsePermissions,
  privatePermissions,
  publicPermissions,
  type User,
  usersGroupId,
} from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { put, type Store } from '@skerry/store';
import { hashPassword } from '@skerry/api/auth/passwords';
import { keys } from '@skerry/api/state/keys';

interface Bootstrap {
  readonly store: Store;
  readonly clock: Clock;
  /** Asked only on a store that has not begun. */
  readonly adminPassword: () => string;
  readonly firstDatastore: string;
}

/**
 * Makes what every cloud begins with, in one transaction: group 0 `administrators`, group 1 `users`, user 0 `admin`,
 * datastore 0 `default`. True when it did; on a store that has begun already it does nothing.
 */
export async function bootstrap({ store, clock, adminPassword, firstDatastore }: Bootstrap): Promise<boolean> {
  const adminKey = keys.catalogue('user', 0);
  if ((await store.get(keys.sequence('user'))) !== undefined) return false;
  const now = clock.now().toISOString();
  const meta = (id: number, name: string, more: Partial<ObjectMeta> = {}): ObjectMeta => ({
    id,
    name,
    ownerId: 0,
    groupId: administratorsGroupId,
    permissions: publicPermissions,
    labels: {},
    attributes: {},
    createdAt: now,
    changedAt: now,
    ...more,
  });
  const user: User = {
    ...meta(0, 'admin', { permissions: parsePermissions('um-------') ?? privatePermissions }),
    groupIds: [administratorsGroupId],
    passwordHash: await hashPassword(adminPassword()),
    enabled: true,
  };
  const groups: Group[] = [meta(administratorsGroupId, 'administrators'), meta(usersGroupId, 'users')];
  const datastore: Datastore = { ...meta(0, 'default'), type: 'image', path: firstDatastore };
  const { committed } = await store.commit({
    conditions: [
      { key: keys.sequence('user'), is: 'absent' },
      { key: adminKey, is: 'absent' },
    ],
    writes: [
      put(adminKey, user),
      ...groups.map((g) => put(keys.catalogue('group', g.id), g)),
      put(keys.catalogue('datastore', 0), datastore),
      put(keys.name('user', 'cloud', user.name), user.id),
      ...groups.map((g) => put(keys.name('group', 'cloud', g.name), g.id)),
      put(keys.name('datastore', 'cloud', datastore.name), datastore.id),
      put(keys.sequence('user'), 1),
      put(keys.sequence('group'), 2),
      put(keys.sequence('datastore'), 1),
    ],
  });
  return committed;
}
