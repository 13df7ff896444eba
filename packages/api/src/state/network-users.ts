import type { VisibleInstance } from '../instances/visible.ts';
import { MultiIndex } from './multi-index.ts';

/** Which instances have what in networks, kept up with them: every creation asks. */
export class NetworkUsers {
  /** With an interface in the network that has no address yet. */
  readonly #awaiting = new MultiIndex<'network', number>();
  /** With an interface there whose address was asked for. */
  readonly #fixed = new MultiIndex<'network', number>();
  /** By network and address or MAC. */
  readonly #holders = new MultiIndex<'held', string>();

  follow(how: 'add' | 'remove', instance: VisibleInstance): void {
    const { id, spec, lost, hostId, intent } = instance;
    // One that is lost has nothing any more, and gets nothing.
    if (lost !== undefined) return;
    const waitsInVain = hostId === undefined && intent.power === 'absent';
    for (const { networkId, asked, address, mac } of spec.nics) {
      if (address === undefined) this.#awaiting[how]('network', networkId, id);
      if (asked?.address !== undefined) this.#fixed[how]('network', networkId, id);
      for (const held of [address ?? asked?.address, mac ?? asked?.mac]) {
        if (held !== undefined && !waitsInVain) this.#holders[how]('held', `${networkId}/${held}`, id);
      }
    }
  }

  awaitingAddress(networkId: number): number {
    return this.#awaiting.get('network', networkId).size;
  }

  withFixedAddress(networkId: number): Iterable<number> {
    return this.#fixed.get('network', networkId);
  }

  /** Who has the address or MAC, or asked for it first and waits to get it. */
  holderOf(networkId: number, addressOrMac: string): number | undefined {
    return [...this.#holders.get('held', `${networkId}/${addressOrMac}`)].sort((a, b) => a - b)[0];
  }
}
