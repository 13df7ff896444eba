import type { HostDrivers } from '@skerry/agent';
import type { ComputeDriver } from '@skerry/driver-contract';
import type { Log } from '@skerry/kit';
import { setTimeout as delay } from 'node:timers/promises';

/** Guests that do not shut down by themselves in this time are stopped by force, milliseconds. */
const graceMs = 15_000;

/**
 * Takes down what runs on this host: guests, networks, and what the drivers started for them. Disks stay, and so does
 * what is wanted: the next start of the agent brings the guests back. For a machine whose agent does not run. `release`
 * stops the services that the drivers started for themselves.
 */
export async function sweep(drivers: HostDrivers, release: () => Promise<void>, log: Log): Promise<string> {
  const compute = Object.values(drivers.compute);
  const guests = (await Promise.all(compute.map((driver) => sweepGuests(driver, log)))).flat();
  let networks = 0;
  for (const network of Object.values(drivers.network)) {
    for (const instanceId of guests) await network.removePorts(instanceId);
    for (const networkId of await network.listNetworks()) {
      await network.removeNetwork(networkId);
      networks++;
    }
  }
  for (const driver of compute) await driver.close();
  await release();
  return `${guests.length} guests and ${networks} networks taken down`;
}

async function sweepGuests(driver: ComputeDriver, log: Log): Promise<number[]> {
  const guests = await driver.list();
  await Promise.all(
    guests.map(async ({ instanceId, state }) => {
      if (state === 'paused') await driver.resume(instanceId);
      if (state === 'running' || state === 'paused') await driver.requestShutdown(instanceId);
    }),
  );
  const deadline = performance.now() + graceMs;
  for (const { instanceId } of guests) {
    while (performance.now() < deadline && (await driver.inspect(instanceId))?.state === 'running') await delay(200);
    log.info({ instanceId, kind: driver.kind }, 'removing guest');
    await driver.forceOff(instanceId);
    await driver.remove(instanceId);
  }
  return guests.map((g) => g.instanceId);
}
