/**
 * The networks of this host, each built by the driver that it names. What is built is read from the drivers; what could
 * not be is memory for the host's report, and found again by the next life.
 */
import { defaultNetworkDriver, type HostNetwork, type UnbuiltNetwork } from '@skerry/domain';
import { inTurns, type Log, toFailure } from '@skerry/kit';
import { type HostDrivers, networkFor } from '../drivers/host-drivers.ts';
import type { RefusedIntents } from '../intents/refused-intents.ts';
import { reconcileNetworks } from './reconcile-networks.ts';

export interface HostNetworksContext {
  readonly drivers: Pick<HostDrivers, 'network'>;
  readonly wanted: () => readonly HostNetwork[];
  readonly refusedIntents: Pick<RefusedIntents, 'unclearNetworks' | 'problems'>;
  readonly log: Log;
}

export class HostNetworks {
  readonly #context: HostNetworksContext;
  #due = true;
  #problems: readonly string[] = [];
  #unbuilt: readonly UnbuiltNetwork[] = [];

  constructor(context: HostNetworksContext) {
    this.#context = context;
  }

  get isDue(): boolean {
    return this.#due;
  }

  /** Sentences for the host's report. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  get unbuilt(): readonly UnbuiltNetwork[] {
    return this.#unbuilt;
  }

  /** Something may not be as it is wanted. */
  disturbed(): void {
    this.#due = true;
  }

  /** Builds and removes; what could not be done is due again. */
  readonly reconcile = inTurns(async () => {
    // Before the look at what is wanted: what changes after it is due again.
    this.#due = false;
    try {
      await this.#reconcile();
    } catch (error) {
      this.#due = true;
      throw error;
    }
  });

  async #reconcile(): Promise<void> {
    const { drivers, wanted, refusedIntents, log } = this.#context;
    const networks = wanted();
    const problems: string[] = [];
    const unbuilt: UnbuiltNetwork[] = [];
    const surveyed: string[] = [];
    for (const [name, driver] of Object.entries(drivers.network)) {
      const mine = networks.filter((network) => driverOf(network) === name);
      const outcome = await reconcileNetworks(driver, mine, log, refusedIntents.unclearNetworks());
      problems.push(...outcome.problems);
      unbuilt.push(...outcome.unbuilt);
    }
    for (const network of networks.filter((each) => !Object.hasOwn(drivers.network, driverOf(each)))) {
      const { message, hint } = why(() => networkFor(drivers, network.driver));
      problems.push(`Network "${network.name}" cannot be built: ${message}`);
      unbuilt.push({ networkId: network.networkId, message, ...(hint === undefined ? {} : { hint }) });
    }
    for (const driver of Object.values(drivers.network)) surveyed.push(...((await driver.survey?.problems()) ?? []));
    this.#unbuilt = unbuilt;
    this.#problems = [...problems, ...refusedIntents.problems(), ...surveyed];
    this.#due ||= problems.length > 0;
  }
}

const driverOf = ({ driver = defaultNetworkDriver }: HostNetwork): string => driver;

function why(attempt: () => unknown) {
  try {
    attempt();
  } catch (error) {
    return toFailure(error);
  }
  throw new Error('a driver is there after all');
}
