import { hostname } from '@skerry/domain';
import type { GuestPlan } from '@skerry/driver-contract';
import { type GuestStart, type GuestStartNic, startOfApplication } from '@skerry/guest-init';

/**
 * What the first program of a guest is told that starts from its root partition. An application finds its network set, by
 * the first of its interfaces; a root with an init of its own asks for it.
 */
export function startOf({ application, haltSignal, name, nics }: GuestPlan): GuestStart {
  if (application === undefined) return { args: [], haltSignal };
  const network = nics[0]?.network;
  return {
    ...startOfApplication(application),
    hostname: hostname(name),
    nics: nics.flatMap(({ mac, network: its }, index): GuestStartNic[] => {
      if (its === undefined) return [];
      const { address, prefixLength, gateway } = its;
      return [{ mac, address, prefixLength, ...(index === 0 ? { gateway } : {}) }];
    }),
    ...(network === undefined
      ? {}
      : { nameservers: network.nameservers.length > 0 ? network.nameservers : [network.gateway] }),
    ...(network?.search === undefined ? {} : { searchDomain: network.search }),
  };
}
