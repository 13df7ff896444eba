import type { clusterLoss } from '@skerry/contract';
import { type Cluster, isAdministrator } from '@skerry/domain';
import type { z } from 'zod';
import { RequestError, invalidField } from '@skerry/api/errors';
import type { Call, Decision } from '@skerry/api/requests/call';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import { former } from './former-clusters.ts';
import { fewerNetworks } from './without-networks.ts';

/** Objects of a kind that the audit names; more are counted. */
const named = 20;

/**
 * Gives a cluster up: its record goes, and that it is lost stays for ever, in one transaction. What was of it goes after
 * that, by whoever finds it. Nobody but this front-end hears the cluster, so nobody is asked.
 */
export function decideClusterLoss(call: Call<'cluster.declare-lost'>): Decision<z.input<typeof clusterLoss>> {
  const { cloud, caller, body } = call;
  const cluster: Cluster = call.object();
  if (!isAdministrator(caller)) {
    throw new RequestError('forbidden', 'Only an administrator may declare a cluster lost: others lose what is there.');
  }
  if (body.name !== cluster.name) {
    throw invalidField('name', `Give the name of the cluster: it is called "${cluster.name}".`);
  }
  if (cloud.links.stateOf(cluster.id) === 'online') {
    throw new RequestError('in-use', `The cluster "${cluster.name}" is connected: it is not lost.`, {
      hint: 'Delete its instances, networks and hosts; then delete the cluster.',
    });
  }
  const { hosts, networks, instances, ...counted } = whatIsThere(cluster.id, cloud.model);
  const users = new Map([...cloud.model.all('user')].map(({ id, name }) => [id, name]));
  const detail = [
    listed('hosts', hosts),
    listed('networks', networks),
    listed(
      'instances',
      instances.map(({ name, ownerId }) => ({ name: `${name} (${users.get(ownerId) ?? ownerId})` })),
    ),
  ];
  const key = keys.catalogue('cluster', cluster.id);
  return {
    body: { hosts: hosts.length, networks: networks.length, instances: instances.length, ...counted },
    conditions: [{ key, is: 'present' }],
    writes: [{ op: 'delete', key }, former(cluster, true, cloud.clock.now())],
    object: { kind: 'cluster', id: cluster.id, name: cluster.name },
    detail: `With it went ${detail.filter((part) => part !== '').join('; ') || 'nothing'}.`,
  };
}

function whatIsThere(clusterId: number, model: Model) {
  const of = <T extends { readonly clusterId: number }>(all: Iterable<T>) =>
    [...all].filter((object) => object.clusterId === clusterId);
  const networks = of(model.all('network'));
  const gone = new Set(networks.map(({ id }) => id));
  return {
    hosts: of(model.all('host')),
    networks,
    instances: model.instancesIn(clusterId),
    disks: of(model.all('disk')).length,
    addresses: of(model.all('lease')).length,
    waitingCommands: model.commandsByCluster.get('cluster', clusterId).size,
    templates: [...model.all('template')].filter((template) => fewerNetworks(template, gone) !== undefined).length,
  };
}

function listed(what: string, objects: readonly { readonly name: string }[]): string {
  if (objects.length === 0) return '';
  const names = objects.slice(0, named).map(({ name }) => name);
  const rest = objects.length - names.length;
  return `${what} ${names.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}
