/** What hosts say of the networks of their cluster: whether one can be built, and whether it is. */
import type { HostReport, UnbuiltNetwork } from '../host/host.ts';
import { overlaps } from './subnet.ts';

export interface ReportingHost {
  readonly id: number;
  readonly name: string;
  readonly report: HostReport | undefined;
}

/** Why the network could not be built, as a sentence about the first host that uses its addresses itself. */
export function takenByHost(cidr: string, hosts: Iterable<ReportingHost>): string | undefined {
  for (const { name, report } of hosts) {
    const clash = report?.taken?.find((each) => overlaps(cidr, each.cidr));
    if (clash) return `The host "${name}" cannot build ${cidr}: it uses ${clash.cidr} itself (${clash.by}).`;
  }
  return undefined;
}

export const networkStates = ['ready', 'degraded', 'failed'] as const;
/** `degraded`: some hosts cannot build it. `failed`: none of those that have reported can. */
export type NetworkState = (typeof networkStates)[number];

export interface UnbuiltThere extends Omit<UnbuiltNetwork, 'networkId'> {
  readonly hostId: number;
  readonly hostName: string;
}

export function networkOnHosts(
  networkId: number,
  hosts: Iterable<ReportingHost>,
): { readonly state: NetworkState; readonly unbuilt: readonly UnbuiltThere[] } {
  const reporting = [...hosts].filter(({ report }) => report !== undefined);
  const unbuilt = reporting.flatMap(({ id, name, report }) =>
    (report?.unbuilt ?? [])
      .filter((each) => each.networkId === networkId)
      .map(({ message, hint }) => ({ hostId: id, hostName: name, message, ...(hint === undefined ? {} : { hint }) })),
  );
  if (unbuilt.length === 0) return { state: 'ready', unbuilt };
  return { state: unbuilt.length < reporting.length ? 'degraded' : 'failed', unbuilt };
}
