import { addressCount, may, type Network, type Subject } from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { fixedOutside } from './fixed-outside.ts';

/** The network of the cluster that an instance joins when none is named: the first with a free address, else the first. */
export function usualNetwork(clusterId: number, caller: Subject, cloud: Cloud): Network | undefined {
  const networks = [...cloud.model.all('network')]
    .filter((network) => network.clusterId === clusterId && may(caller, 'use', network))
    .sort((a, b) => a.id - b.id);
  return networks.find((network) => hasFreeAddress(network, cloud)) ?? networks[0];
}

/** Clusters in which the instance would wait for an address: `named` is full there, or all that it could join. */
export function fullClusters(named: readonly Network[] | undefined, caller: Subject, cloud: Cloud): readonly number[] {
  const networks = named ?? [...cloud.model.all('network')].filter((network) => may(caller, 'use', network));
  const full = new Map<number, boolean>();
  for (const network of networks) {
    const free = hasFreeAddress(network, cloud);
    const before = full.get(network.clusterId);
    // Of those that are named each is needed; of the others one will do.
    full.set(network.clusterId, named === undefined ? (before ?? true) && !free : (before ?? false) || !free);
  }
  return [...full].filter(([, isFull]) => isFull).map(([clusterId]) => clusterId);
}

/** Instances that have no address yet will take one. */
function hasFreeAddress(network: Network, { model }: Cloud): boolean {
  const taken = model.referring('lease', 'network', network.id).size;
  const awaiting = model.networkUsers.awaitingAddress(network.id);
  const { held, awaited } = fixedOutside(network, model);
  return countOf(network) > taken - held + awaiting - awaited;
}

/** By record, which is another one after each change: every creation asks for the networks of all clusters. */
const counts = new WeakMap<Network, number>();

function countOf(network: Network): number {
  let count = counts.get(network);
  if (count === undefined) counts.set(network, (count = addressCount(network)));
  return count;
}
