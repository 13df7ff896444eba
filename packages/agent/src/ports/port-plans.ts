import type { HostIntent } from '@skerry/domain';
import type { PortPlan } from '@skerry/driver-contract';

/** A port, and the driver that makes it; absent: the default. */
interface NamedPlan {
  readonly driver: string | undefined;
  readonly plan: PortPlan;
}

/** The ports of a guest, as its cluster wants them. A cluster that tells no names gives none. */
export const portPlans = ({ instanceId, nics }: HostIntent): NamedPlan[] =>
  nics.map(({ networkId, driver, mac, address, hostname, domain }, index) => ({
    driver,
    plan: {
      instanceId,
      index,
      networkId,
      mac,
      address,
      ...(hostname === undefined ? {} : { hostname }),
      ...(domain === undefined ? {} : { domain }),
    },
  }));
