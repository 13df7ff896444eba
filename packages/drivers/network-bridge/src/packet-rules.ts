import type { HostNetwork, PortPin } from '@skerry/driver-contract';
import { CommandError } from '@skerry/host-os';
import type { Log } from '@skerry/kit';
import { hostTable } from './host-rules.ts';
import { pinnedSet, pinsOf, portElements, portTable } from './port-rules.ts';
import { createRuleKeeper, type Kept } from './rule-keeper.ts';

export interface PacketRuleOptions {
  readonly namePrefix: string;
  /** Networks that no guest reaches through this host; asked each time, for addresses of a host change. */
  readonly refused: () => Promise<readonly string[]>;
  readonly log: Log;
}

/**
 * The rules of nftables of one agent: a table for what guests may send, a table for what they may reach. The kernel
 * holds both and needs nobody to go on. Without the first no guest may be connected; the second does without address
 * translation where the kernel has none.
 */
export function createPacketRules({ namePrefix, refused, log }: PacketRuleOptions) {
  const keeper = createRuleKeeper();
  const noPorts = portTable(namePrefix, []);
  let masqueradeProblem: string | undefined;
  let mendedProblem: string | undefined;

  const keepHost = async (networks: readonly HostNetwork[]): Promise<Kept> => {
    const deny = await refused();
    const keep = (masquerade: boolean) => keeper.keep([hostTable(networks, { namePrefix, masquerade, refused: deny })]);
    try {
      const kept = await keep(true);
      masqueradeProblem = undefined;
      return kept;
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 'command-failed') throw error;
      // If it is not the translation that the kernel refuses, this fails as well, and that is the error to show.
      const kept = await keep(false);
      masqueradeProblem =
        'Guests reach this host and each other but not the outside: this kernel cannot translate addresses. Load the kernel module nft_masq, or use a kernel that has it.';
      log.warn({ error: error.message }, masqueradeProblem);
      return kept;
    }
  };

  return {
    /** Makes the kernel hold the rules of these networks and ports, whatever it held before. */
    async keep(networks: readonly HostNetwork[], pins: readonly PortPin[]): Promise<void> {
      const kept = [await keeper.keep([portTable(namePrefix, pins, networks)]), await keepHost(networks)];
      if (!kept.includes('mended')) {
        mendedProblem = undefined;
        return;
      }
      mendedProblem =
        'Somebody else removed or changed rules of Skerry in nftables on this host, which keep guests apart; they were put back. Look for a service that flushes all rules, such as nftables.service when it is restarted.';
      log.warn({}, mendedProblem);
    },

    /** One port in the place of others, which had the same interface. False: the rules are not there to be changed. */
    async exchange(before: readonly PortPin[], after: readonly PortPin[]): Promise<boolean> {
      try {
        await keeper.exchange(noPorts, portElements(before), portElements(after));
        return true;
      } catch (error) {
        if (!(error instanceof CommandError) || error.code !== 'command-failed') throw error;
        return false;
      }
    },

    remove: () => keeper.remove([noPorts, hostTable([], { namePrefix, masquerade: false, refused: [] })]),
    pins: async (): Promise<readonly PortPin[]> => pinsOf(await keeper.elements(noPorts, pinnedSet)),
    problems: (): string[] => [masqueradeProblem, mendedProblem].filter((each) => each !== undefined),
  };
}
