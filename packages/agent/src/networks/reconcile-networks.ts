import type { HostNetwork } from '@skerry/domain';
import type { NetworkDriver } from '@skerry/driver-contract';
import { type Log, toFailure } from '@skerry/kit';

/** Builds what is wanted and removes what is not. Answers what went wrong, as sentences for the host's report. */
export async function reconcileNetworks(
  driver: NetworkDriver,
  wanted: readonly HostNetwork[],
  log: Log,
  /** Of these it is not known what is wanted: they are left as they are. */
  unclear: ReadonlySet<number> = new Set(),
): Promise<string[]> {
  const problems: string[] = [];
  const ids = new Set(wanted.map((n) => n.networkId));
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.warn({ error: String(error) }, what);
      problems.push(`${what}: ${toFailure(error).message}`);
    }
  };
  for (const network of wanted)
    await attempt(`Network "${network.name}" cannot be built`, () => driver.ensureNetwork(network));
  for (const id of await driver.listNetworks()) {
    if (!ids.has(id) && !unclear.has(id))
      await attempt(`Network ${id} cannot be removed`, () => driver.removeNetwork(id));
  }
  return problems;
}
