import type { HostIntent, InstanceObservation } from '@skerry/domain';
import type { ComputeDriver } from '@skerry/driver-contract';

export interface Remembered {
  readonly instanceId: number;
  readonly intent: HostIntent | undefined;
  readonly observation: InstanceObservation | undefined;
}

/**
 * Which guests are not as they were seen last, or not where they shall be without a try to come: one list of each
 * driver, instead of a look at every guest. Disks, ports and context are not in the lists: every guest is looked at whole now and then besides.
 */
export async function guestsToLookAt(
  compute: readonly ComputeDriver[],
  remembered: readonly Remembered[],
): Promise<number[]> {
  const lists = await Promise.all(
    compute.map(
      async (driver) => [driver.kind, new Map((await driver.list()).map((g) => [g.instanceId, g.state]))] as const,
    ),
  );
  const states = new Map(lists);
  return remembered
    .filter(({ instanceId, intent, observation }) => {
      if (!intent || !observation) return true;
      // What failed is tried again by itself, at the time that is told.
      const waits = observation.failure !== undefined || observation.reached === intent.generation;
      return (
        !waits ||
        observation.step !== undefined ||
        (states.get(intent.kind)?.get(instanceId) ?? 'none') !== observation.guest
      );
    })
    .map(({ instanceId }) => instanceId);
}
