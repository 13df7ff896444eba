import { isAdministrator, type Marketplace, publicMarketplaces, publicPermissions, usersGroupId } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { put, type Store } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';

/**
 * The public marketplaces, which every cloud begins with, in one transaction: also one that began before there were any.
 * That numbers were ever given to marketplaces says that it was done: what somebody deleted does not come back.
 */
export async function firstMarketplaces(store: Store, model: Pick<Model, 'all'>, clock: Clock): Promise<void> {
  const sequence = keys.sequence('marketplace');
  if ((await store.get(sequence)) !== undefined) return;
  const owner = [...model.all('user')].find(({ groupIds }) => isAdministrator({ userId: 0, groupIds }));
  if (owner === undefined) return;
  const now = clock.now().toISOString();
  const all = publicMarketplaces.map(
    ({ name, type, url }, id): Marketplace => ({
      id,
      name,
      ownerId: owner.id,
      groupId: usersGroupId,
      permissions: publicPermissions,
      labels: {},
      attributes: {},
      createdAt: now,
      changedAt: now,
      type,
      url: new URL(url).href,
    }),
  );
  await store.commit({
    conditions: [{ key: sequence, is: 'absent' }],
    writes: [
      ...all.map((each) => put(keys.catalogue('marketplace', each.id), each)),
      ...all.map((each) => put(keys.name('marketplace', String(each.ownerId), each.name), each.id)),
      put(sequence, all.length),
    ],
  });
}
