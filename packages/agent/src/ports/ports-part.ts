import { decidePorts, type HostIntent, type PortsSeen, type PortStep, type PortWish } from '@skerry/domain';
import type { NetworkDriver } from '@skerry/driver-contract';
import { assertNever } from '@skerry/kit';
import type { Part } from '../guests/part-actor.ts';
import { portPlans } from './port-plans.ts';

/** The ports of one guest on this host: what is there, and how their steps are done. */
export function portsPart(network: NetworkDriver): Part<PortWish, PortsSeen, PortStep> {
  return {
    decide: decidePorts,

    async look(intent, wish) {
      switch (wish) {
        case 'left':
          return { wish };
        case 'connected':
          return { wish, current: await areCurrent(network, intent) };
        case 'followed': {
          if (await areCurrent(network, intent)) return { wish, found: 'current' };
          return { wish, found: (await isAnyThere(network, intent.instanceId)) ? 'stale' : 'none' };
        }
        case 'absent':
          return { wish, any: await isAnyThere(network, intent.instanceId) };
      }
    },

    async perform(intent, step) {
      switch (step) {
        case 'connect-network':
          for (const port of portPlans(intent)) await network.ensurePort(port);
          return;
        case 'disconnect-network':
          return network.removePorts(intent.instanceId);
        default:
          assertNever(step, 'step');
      }
    },
  };
}

const isAnyThere = async (network: NetworkDriver, instanceId: number): Promise<boolean> =>
  (await network.listPorts()).some((port) => port.instanceId === instanceId);

const areCurrent = async (network: NetworkDriver, intent: HostIntent): Promise<boolean> =>
  (await Promise.all(portPlans(intent).map((port) => network.hasPort(port)))).every(Boolean);
