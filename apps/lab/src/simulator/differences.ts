/**
 * Compares every store of a simulated cloud with every other that copies from it, and the pretended machines with what
 * they were told. In a cloud that has come to rest nothing differs.
 */
import type { HostIntent, InstanceObservation } from '@skerry/domain';
import type { Entry, Json, Store } from '@skerry/store';
import { agentKeys } from '@skerry/store/layout/agent';
import { controllerKeys } from '@skerry/store/layout/controller';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { under } from '../crash/sight.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import type { SimulatedHost } from './simulated-host.ts';

/** Sentences. `frontEnd`: everything in the front-end's store. */
export async function differences(
  frontEnd: readonly Pick<Entry, 'key' | 'value'>[],
  clusters: readonly SimulatedCluster[],
): Promise<string[]> {
  const found: string[] = [];
  const above = byCluster(frontEnd);
  for (const cluster of clusters) {
    const own = await contents(cluster.store);
    const name = `cluster ${cluster.clusterId}`;
    found.push(
      ...unequal(`${name} and its mirror`, under(own, controllerKeys.state), above.get(`mirror/${cluster.clusterId}`)),
      ...[...(above.get(`commands/${cluster.clusterId}`) ?? new Map()).keys()].map(
        (id) => `${name}: command ${id} waits.`,
      ),
      ...[...under(own, controllerKeys.commandResults).keys()].map(
        (id) => `${name}: the answer to command ${id} waits.`,
      ),
      ...addressesWithoutUser(name, own),
    );
    for (const host of cluster.hosts) {
      found.push(...(await onHost(host, own)));
      // What is compared lives in this process: links must not fall silent meanwhile.
      await setImmediate();
    }
  }
  return found;
}

async function onHost(host: SimulatedHost, cluster: ReadonlyMap<string, Json>): Promise<string[]> {
  const own = await contents(host.store);
  const name = `host ${host.hostId}`;
  const told = under(own, agentKeys.intentInstances);
  const seen = under(own, agentKeys.observedInstances);
  const known = new Set([...told.keys()].map(Number));
  return [
    ...unequal(
      `${name} and its intents`,
      under(cluster, controllerKeys.intentsOf(host.hostId)),
      under(own, agentKeys.intents),
    ),
    ...unequal(
      `${name} and what it observed`,
      under(own, agentKeys.observed),
      under(cluster, controllerKeys.observedOf(host.hostId)),
    ),
    ...host.leftovers().flatMap((id) => (known.has(id) ? [] : [`${name}: something of instance ${id} is left over.`])),
    ...(host.disks > told.size ? [`${name}: ${host.disks} disks for ${told.size} instances.`] : []),
    ...[...told].flatMap(([id, intent]) => notReached(name, id, intent, seen.get(id))),
  ];
}

function notReached(
  name: string,
  id: string,
  { generation }: HostIntent,
  { reached, step }: Partial<InstanceObservation> = {},
): string[] {
  return (reached ?? -1) >= generation && step === undefined
    ? []
    : [`${name}: instance ${id} is not where it shall be.`];
}

/** Every held address belongs to a lease, every lease and disk to an instance. */
function addressesWithoutUser(name: string, own: ReadonlyMap<string, Json>): string[] {
  const leases = under(own, controllerKeys.leases);
  const instances = under(own, controllerKeys.instances);
  const belongings = [...leases, ...under(own, controllerKeys.disks)];
  return [
    ...[...under(own, controllerKeys.addresses), ...under(own, controllerKeys.macs)].flatMap(([address, lease]) =>
      leases.has(String(lease)) ? [] : [`${name}: the address ${address} is held by nobody.`],
    ),
    ...belongings.flatMap(([id, { instanceId }]) =>
      instances.has(String(instanceId)) ? [] : [`${name}: disk or lease ${id} belongs to no instance.`],
    ),
  ];
}

function unequal(
  what: string,
  left: ReadonlyMap<string, Json>,
  right: ReadonlyMap<string, Json> = new Map(),
): string[] {
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) =>
    isDeepStrictEqual(left.get(key), right.get(key)) ? [] : [`${what} differ in ${key}.`],
  );
}

/** `/mirror/7/instance/1` is found under `mirror/7` as `instance/1`. */
function byCluster(entries: readonly Pick<Entry, 'key' | 'value'>[]): Map<string, Map<string, Json>> {
  const found = new Map<string, Map<string, Json>>();
  for (const { key, value } of entries) {
    const [, area, cluster, ...rest] = key.split('/');
    if (area !== 'mirror' && area !== 'commands') continue;
    const group = found.get(`${area}/${cluster}`) ?? new Map<string, Json>();
    found.set(`${area}/${cluster}`, group.set(rest.join('/'), value));
  }
  return found;
}

export async function contents(store: Store): Promise<Map<string, Json>> {
  const found = new Map<string, Json>();
  let after: string | undefined;
  do {
    const page = await store.list('/', { limit: 5000, ...(after === undefined ? {} : { after }) });
    for (const { key, value } of page.entries) found.set(key, value);
    after = page.next;
  } while (after !== undefined);
  return found;
}
