import type { network } from '@skerry/contract';
import { addressCount, type Network, networkOnHosts, type ReportingHost } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { fixedOutside } from '../placement/fixed-outside.ts';
import type { Model } from '../state/model.ts';
import { metaView } from './meta-view.ts';

/** The hosts of a cluster with what they reported last; one that was declared lost counts no more. */
export const hostsOf = (clusterId: number, model: Model): ReportingHost[] =>
  [...model.all('host')]
    .filter((host) => host.clusterId === clusterId && host.declaredLostAt === undefined)
    .map(({ id, name }) => ({ id, name, report: model.hostStatus.get(id)?.report }));

export function networkView(object: Network, { model }: Cloud): z.input<typeof network> {
  const { state, unbuilt } = networkOnHosts(object.id, hostsOf(object.clusterId, model));
  const leased = model.referring('lease', 'network', object.id).size;
  return {
    ...metaView(object),
    clusterId: object.clusterId,
    driver: object.driver,
    cidr: object.cidr,
    gateway: object.gateway,
    nameservers: [...object.nameservers],
    ranges: object.ranges.map((r) => ({ ...r })),
    nat: object.nat,
    state,
    unbuilt: unbuilt.map((there) => ({ ...there })),
    // What is fixed outside of the ranges is one more that there is, and is not free.
    addresses: { total: addressCount(object) + fixedOutside(object, model).held, leased },
  };
}
