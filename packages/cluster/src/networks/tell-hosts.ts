/**
 * Tells every host every network of the cluster, and takes back what is not in the catalogue any more. Takes no
 * argument and may run at any time: dying between two transactions leaves the rest for the next run.
 */
import { type HostNetwork, type Network, toldNetworkDriver } from '@skerry/domain';
import { type Mirror, packed, type Portion, put, type Store, type Write } from '@skerry/store';
import { isDeepStrictEqual } from 'node:util';
import { isLost, notLost } from '../hosts/lost-hosts.ts';
import { keys } from '../keys.ts';

/** The mirror follows the store within milliseconds; later than this it has lost the store. */
const mirrorDeadlineMs = 10_000;

/** One pass; true when it changed something or lost a race, and should be followed by another. */
export async function tellHostsNetworks(store: Store, mirror: Mirror): Promise<boolean> {
  const hosts = mirror.entries(keys.hosts).map(({ value }) => value);
  const there = hosts.filter(({ id }) => !isLost(mirror, id));
  const networks = mirror.entries(keys.networks).map(({ value }) => hostNetwork(value));
  const due = there.flatMap((host) =>
    differences(mirror, host.id, networks).map((write) => ({ write, hostId: host.id })),
  );
  let revision = 0;
  for (const { transaction } of packed(due, portionOf)) revision = (await store.commit(transaction)).revision;
  if (revision > 0) await mirror.waitFor(revision, mirrorDeadlineMs);
  return due.length > 0;
}

/** A host that is being removed meanwhile must not be told anything: nobody would take it back. */
const portionOf = ({ write, hostId }: { readonly write: Write; readonly hostId: number }): Portion => ({
  writes: [write],
  conditions: [{ key: keys.host(hostId), is: 'present' }, notLost(hostId)],
});

/** Only what hosts need: a change of the rest (its ranges) is none for them. */
function hostNetwork({ id: networkId, name, driver, cidr, gateway, nameservers, nat }: Network): HostNetwork {
  return { networkId, name, ...toldNetworkDriver(driver), cidr, gateway, nameservers, nat };
}

function differences(mirror: Mirror, hostId: number, networks: readonly HostNetwork[]): Write[] {
  const wanted = new Map(networks.map((network) => [keys.intentNetwork(hostId, network.networkId), network]));
  const writes: Write[] = [];
  for (const [key, network] of wanted) {
    if (!isDeepStrictEqual(mirror.get(key)?.value, network)) {
      writes.push(put(key, network));
    }
  }
  for (const { key } of mirror.entries(keys.intentNetworksOf(hostId))) {
    if (!wanted.has(key)) writes.push({ op: 'delete', key });
  }
  return writes;
}
