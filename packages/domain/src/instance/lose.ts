import type { Instance, LostWithHost } from './instance.ts';

/** The instance without all that lay on its host. Pure; what it was asked to be stays to be read, and to be deleted. */
export function loseWithHost(instance: Instance, lost: LostWithHost): Instance {
  const { hostId: _, expectedHostId: __, observed: ___, unplaced: ____, ...rest } = instance;
  const nics = instance.spec.nics.map(({ networkId, asked }) => ({
    networkId,
    ...(asked === undefined ? {} : { asked }),
  }));
  return { ...rest, spec: { ...instance.spec, nics }, changedAt: lost.at, lost };
}
