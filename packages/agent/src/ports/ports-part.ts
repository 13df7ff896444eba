import { decidePorts, type HostIntent, type PortsSeen, type PortStep, type PortWish } from '@skerry/domain';
import { assertNever } from '@skerry/kit';
import { type HostDrivers, networkFor } from '../drivers/host-drivers.ts';
import type { Part } from '../guests/part-actor.ts';
import { portPlans } from './port-plans.ts';

/** The ports of one guest on this host: what is there, and how their steps are done. */
export function portsPart(drivers: Pick<HostDrivers, 'network'>): Part<PortWish, PortsSeen, PortStep> {
  return {
    decide: decidePorts,

    async look(intent, wish) {
      switch (wish) {
        case 'left':
          return { wish };
        case 'connected':
          return { wish, current: await areCurrent(drivers, intent) };
        case 'followed': {
          if (await areCurrent(drivers, intent)) return { wish, found: 'current' };
          return { wish, found: (await isAnyThere(drivers, intent.instanceId)) ? 'stale' : 'none' };
        }
        case 'absent':
          return { wish, any: await isAnyThere(drivers, intent.instanceId) };
      }
    },

    async perform(intent, step) {
      switch (step) {
        case 'connect-network':
          for (const { driver, plan } of portPlans(intent)) await networkFor(drivers, driver).ensurePort(plan);
          return;
        case 'disconnect-network':
          // Of all drivers: its network may have been another one's.
          for (const network of Object.values(drivers.network)) await network.removePorts(intent.instanceId);
          return;
        default:
          assertNever(step, 'step');
      }
    },
  };
}

async function isAnyThere({ network }: Pick<HostDrivers, 'network'>, instanceId: number): Promise<boolean> {
  const ports = await Promise.all(Object.values(network).map((driver) => driver.listPorts()));
  return ports.flat().some((port) => port.instanceId === instanceId);
}

async function areCurrent(drivers: Pick<HostDrivers, 'network'>, intent: HostIntent): Promise<boolean> {
  const answers = portPlans(intent).map(({ driver, plan }) => networkFor(drivers, driver).hasPort(plan));
  return (await Promise.all(answers)).every(Boolean);
}
