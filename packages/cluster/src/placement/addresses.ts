import { firstFree, type InstanceNic, macOf, type Network } from '@skerry/domain';

/** Addresses in use, by network; follows the keys under `/address/`. */
export class TakenAddresses {
  private readonly byNetwork = new Map<number, Set<string>>();

  add(networkId: number, address: string): void {
    const set = this.byNetwork.get(networkId) ?? new Set();
    set.add(address);
    this.byNetwork.set(networkId, set);
  }

  delete(networkId: number, address: string): void {
    this.byNetwork.get(networkId)?.delete(address);
  }

  /** `undefined`: the network has none left. Two interfaces on one network get two addresses. */
  choose(network: Network, also: ReadonlySet<string>): string | undefined {
    const taken = this.byNetwork.get(network.id) ?? new Set();
    return firstFree(network, also.size === 0 ? taken : new Set([...taken, ...also]));
  }
}

export type NicsChosen =
  | { readonly ok: true; readonly nics: readonly Required<InstanceNic>[] }
  | { readonly ok: false; readonly message: string };

export function chooseNics(
  nics: readonly InstanceNic[],
  networkOf: (id: number) => Network | undefined,
  taken: TakenAddresses,
): NicsChosen {
  const chosen: Required<InstanceNic>[] = [];
  const also = new Set<string>();
  for (const { networkId } of nics) {
    const network = networkOf(networkId);
    if (!network) return { ok: false, message: `Network ${networkId} is not known in this cluster yet.` };
    const address = taken.choose(network, also);
    if (address === undefined) {
      return {
        ok: false,
        message: `Network "${network.name}" has no free address. Delete an instance that has one, or make a larger network for it.`,
      };
    }
    also.add(address);
    chosen.push({ networkId, address, mac: macOf(address) });
  }
  return { ok: true, nics: chosen };
}
