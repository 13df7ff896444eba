/**
 * What the owner of an instance may use, asked here because the cluster decides where it runs: the front-end, which
 * planned it, knew less, or rights have changed since. Asked of the copy of the catalogue; an answer may change with it.
 */
import { type Instance, may, noRightSentence, type ObjectMeta, type Subject } from '@skerry/domain';
import type { Key, Mirror } from '@skerry/store';
import { keys } from '../keys.ts';

/** Undefined: nobody that may use this cluster. */
export function ownerOf(instance: Pick<Instance, 'ownerId'>, mirror: Mirror): Subject | undefined {
  const user = mirror.get(keys.user(instance.ownerId))?.value;
  return user && { userId: user.id, groupIds: user.groupIds };
}

/** Why it may not be placed at all, as a sentence. */
export function rightsRefusal(instance: Instance, owner: Subject | undefined, mirror: Mirror): string | undefined {
  if (owner === undefined) {
    return `Its owner, user ${instance.ownerId}, may not use this cluster, or is not known here yet.`;
  }
  const { spec, clusterId } = instance;
  const needed: (readonly [kind: 'cluster' | 'host' | 'network' | 'image', id: number])[] = [
    ['cluster', clusterId],
    ...(spec.hostId === undefined ? [] : [['host', spec.hostId] as const]),
    ...spec.nics.map(({ networkId }) => ['network', networkId] as const),
    ...spec.disks.map(({ imageId }) => ['image', imageId] as const),
  ];
  const refused = needed.find(([kind, id]) => !mayUse(owner, keys.owned(kind, id), mirror));
  return refused && noRightSentence(...refused);
}

/** Hosts that the owner may not use: for him they are not there. */
export const hiddenHosts = (owner: Subject, mirror: Mirror): number[] =>
  mirror
    .entries(keys.hosts)
    .filter(({ value }) => !may(owner, 'use', value))
    .map(({ value }) => value.id);

function mayUse(owner: Subject, key: Key<ObjectMeta>, mirror: Mirror): boolean {
  const object = mirror.get(key)?.value;
  return object !== undefined && may(owner, 'use', object);
}
