import type { Instance, LostWithCluster, LostWithHost } from './instance.ts';

/** The instance without all that lay on its host. Pure; what it was asked to be stays to be read, and to be deleted. */
export function loseWithHost(instance: Instance, lost: LostWithHost): Instance {
  const nics = instance.spec.nics.map(({ networkId, asked }) => ({
    networkId,
    ...(asked === undefined ? {} : { asked }),
  }));
  return { ...offHost(instance), spec: { ...instance.spec, nics }, changedAt: lost.at, lost };
}

/** The same, and without what went with its cluster: it holds no image and no network, for there is nothing to hold. */
export function loseWithCluster(instance: Instance, lost: LostWithCluster): Instance {
  const { hostId: _, cdrom: __, ...spec } = instance.spec;
  return { ...offHost(instance), spec: { ...spec, disks: [], nics: [] }, changedAt: lost.at, lost };
}

function offHost(instance: Instance): Instance {
  const { hostId: _, expectedHostId: __, observed: ___, unplaced: ____, ...rest } = instance;
  return rest;
}

/** Of a cluster that was declared lost. Nobody is left but the front-end to keep the instance, and to change it. */
export const outlivesItsCluster = ({ lost }: Pick<Instance, 'lost'>): boolean =>
  lost !== undefined && 'clusterName' in lost;

/** What it went with. */
export const lostSentence = (lost: LostWithHost | LostWithCluster): string =>
  'clusterName' in lost
    ? `Its cluster "${lost.clusterName}" was declared lost`
    : `Its host "${lost.hostName}" was declared lost`;
