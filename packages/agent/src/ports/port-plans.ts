import type { HostIntent } from '@skerry/domain';
import type { PortPlan } from '@skerry/driver-contract';

/** The ports of a guest, as its cluster wants them. A cluster that tells no names gives none. */
export const portPlans = ({ instanceId, nics }: HostIntent): PortPlan[] =>
  nics.map(({ networkId, mac, address, hostname, domain }, index) => ({
    instanceId,
    index,
    networkId,
    mac,
    address,
    ...(hostname === undefined ? {} : { hostname }),
    ...(domain === undefined ? {} : { domain }),
  }));
