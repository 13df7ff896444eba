import { firstFree, fixedAddressProblem, type InstanceNic, macOf, macProblem, type Network } from '@skerry/domain';
import { keys } from '../keys.ts';

export type ChosenNic = InstanceNic & Required<Pick<InstanceNic, 'mac' | 'address'>>;

/** The keys that say who holds what the interface has, where the absence of each is the condition to take it. */
export const heldKeys = ({ networkId, address, mac }: Pick<ChosenNic, 'networkId' | 'address' | 'mac'>): string[] => [
  keys.address(networkId, address),
  ...(mac === macOf(address) ? [] : [keys.mac(networkId, mac)]),
];

/**
 * What of networks is held: follows the keys under `/address/` and `/mac/`. And what is asked for by instances that wait:
 * that is theirs only once they have it, but who takes anything takes something else.
 */
export class TakenAddresses {
  private readonly held = new Set<string>();
  private readonly asked = new Map<number, readonly string[]>();
  private readonly askedOnce = new Map<string, number>();

  add(key: string): void {
    this.held.add(key);
  }

  delete(key: string): void {
    this.held.delete(key);
  }

  has(key: string): boolean {
    return this.held.has(key);
  }

  /** Call with every change of an instance: what it asks for while it waits. */
  setAsked(instanceId: number, nics: readonly InstanceNic[]): void {
    for (const key of this.asked.get(instanceId) ?? []) this.count(key, -1);
    const keysAsked = nics.flatMap(({ networkId, asked }) =>
      asked?.address === undefined ? [] : [keys.address(networkId, asked.address)],
    );
    if (keysAsked.length === 0) this.asked.delete(instanceId);
    else this.asked.set(instanceId, keysAsked);
    for (const key of keysAsked) this.count(key, 1);
  }

  /** `undefined`: the network has none left. Two interfaces on one network get two addresses. */
  choose(network: Network, also: ReadonlySet<string>): string | undefined {
    const isTaken = (address: string) => this.has(keys.address(network.id, address)) || also.has(address);
    const isAsked = (address: string) => this.askedOnce.has(keys.address(network.id, address));
    return (
      firstFree(network, { has: (address) => isTaken(address) || isAsked(address) }) ??
      firstFree(network, { has: isTaken })
    );
  }

  private count(key: string, by: 1 | -1): void {
    const count = (this.askedOnce.get(key) ?? 0) + by;
    if (count === 0) this.askedOnce.delete(key);
    else this.askedOnce.set(key, count);
  }
}

export type NicsChosen =
  | { readonly ok: true; readonly nics: readonly ChosenNic[] }
  | { readonly ok: false; readonly message: string };

export function chooseNics(
  nics: readonly InstanceNic[],
  networkOf: (id: number) => Network | undefined,
  taken: TakenAddresses,
  /** Whether the instance has this address already. */
  isHeld: (nic: ChosenNic) => boolean = () => false,
): NicsChosen {
  const chosen: ChosenNic[] = [];
  // What is fixed of one interface is not chosen for another.
  const also = new Set(nics.flatMap(({ asked }) => asked?.address ?? []));
  for (const nic of nics) {
    const { networkId, asked = {}, address: had, mac } = nic;
    if (had !== undefined && mac !== undefined && isHeld({ ...nic, address: had, mac })) {
      chosen.push({ ...nic, address: had, mac });
      continue;
    }
    const network = networkOf(networkId);
    if (!network) return { ok: false, message: `Network ${networkId} is not known in this cluster yet.` };
    const refusal = askedRefusal(asked, network, taken);
    if (refusal !== undefined) return { ok: false, message: refusal };
    const address = asked.address ?? taken.choose(network, also);
    if (address === undefined) {
      return {
        ok: false,
        message: `Network "${network.name}" has no free address. Delete an instance that has one, or make a larger network for it.`,
      };
    }
    also.add(address);
    const fixed = asked.address === undefined && asked.mac === undefined ? {} : { asked };
    chosen.push({ networkId, ...fixed, address, mac: asked.mac ?? macOf(address) });
  }
  return { ok: true, nics: chosen };
}

/** The cluster judges for itself, whatever was let through above; and only it knows who came first. */
function askedRefusal(
  { address, mac }: NonNullable<InstanceNic['asked']>,
  network: Network,
  taken: TakenAddresses,
): string | undefined {
  const problem = address === undefined ? undefined : fixedAddressProblem(address, network);
  if (problem) return `${problem.message} Delete it, and create it with another address.`;
  const unfit = mac === undefined ? undefined : macProblem(mac, address);
  if (unfit !== undefined) return unfit;
  const held =
    address !== undefined && taken.has(keys.address(network.id, address))
      ? address
      : mac !== undefined && taken.has(keys.mac(network.id, mac))
        ? mac
        : undefined;
  return held === undefined
    ? undefined
    : `${held} is held by another instance of the network "${network.name}". It gets it when that one is gone; or delete it, and create it with another.`;
}
