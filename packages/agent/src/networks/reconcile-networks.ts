import type { HostNetwork, UnbuiltNetwork } from '@skerry/domain';
import type { NetworkDriver } from '@skerry/driver-contract';
import { type Log, toFailure } from '@skerry/kit';

export interface NetworkOutcome {
  /** Sentences for the host's report. */
  readonly problems: readonly string[];
  readonly unbuilt: readonly UnbuiltNetwork[];
}

/** Builds what is wanted and removes what is not. Answers what went wrong. */
export async function reconcileNetworks(
  driver: NetworkDriver,
  wanted: readonly HostNetwork[],
  log: Log,
  /** Of these it is not known what is wanted: they are left as they are. */
  unclear: ReadonlySet<number> = new Set(),
): Promise<NetworkOutcome> {
  const problems: string[] = [];
  const ids = new Set(wanted.map((n) => n.networkId));
  const unbuilt: UnbuiltNetwork[] = [];
  const attempt = async (what: string, work: () => Promise<void>, networkId?: number) => {
    try {
      await work();
    } catch (error) {
      log.warn({ error: String(error) }, what);
      const { message, hint } = toFailure(error);
      problems.push(`${what}: ${message}`);
      if (networkId !== undefined) unbuilt.push({ networkId, message, ...(hint === undefined ? {} : { hint }) });
    }
  };
  for (const network of wanted)
    await attempt(`Network "${network.name}" cannot be built`, () => driver.ensureNetwork(network), network.networkId);
  for (const id of await driver.listNetworks()) {
    if (!ids.has(id) && !unclear.has(id))
      await attempt(`Network ${id} cannot be removed`, () => driver.removeNetwork(id));
  }
  return { problems, unbuilt };
}
