import {
  defaultNetworkDriver,
  defaultRange,
  type Network,
  networkProblems,
  overlaps,
  parseSubnet,
  takenByHost,
  toAddress,
} from '@skerry/domain';
import { newMeta, referred } from '@skerry/api/catalogue/meta';
import { RequestError } from '@skerry/api/errors';
import type { Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, patchOf } from './standard-writes.ts';
import { keys } from '@skerry/api/state/keys';
import { hostsOf } from '@skerry/api/views/resource-views';

export const networkRoutes = {
  'network.create': async (call) => {
    const { cloud, body, caller } = call;
    const subnet = parseSubnet(body.cidr);
    const cidr = `${toAddress(subnet.network)}/${subnet.prefixLength}`;
    const gateway = body.gateway ?? toAddress(subnet.network + 1);
    const addressing = {
      cidr,
      gateway,
      ranges: body.ranges ?? [defaultRange(cidr)],
      nameservers: body.nameservers ?? [gateway],
    };
    const errors = networkProblems(addressing);
    if (errors[0] !== undefined) {
      const { field, message } = errors[0];
      throw new RequestError('invalid-request', message, { field, errors });
    }
    const id = await cloud.ids.next('network');
    return call.write({ key: 'network/create' }, () => {
      const cluster = referred('cluster', body.clusterId, 'clusterId', caller, cloud.model);
      const clash = [...cloud.model.all('network')].find((n) => n.clusterId === cluster.id && overlaps(n.cidr, cidr));
      if (clash !== undefined) {
        throw new RequestError('name-taken', `${cidr} overlaps ${clash.cidr} of the network "${clash.name}".`, {
          field: 'cidr',
          hint: 'Choose addresses that no other network of this cluster has.',
        });
      }
      const taken = takenByHost(cidr, hostsOf(cluster.id, cloud.model));
      if (taken !== undefined) {
        throw new RequestError('addresses-in-use', taken, {
          field: 'cidr',
          hint: 'Choose other addresses, or take the address or route from the host.',
        });
      }
      const network: Network = {
        ...newMeta('network', id, body.name, body, caller, cloud),
        clusterId: cluster.id,
        driver: defaultNetworkDriver,
        ...addressing,
        nat: body.nat,
      };
      const answer = created('network', network, call);
      return {
        ...answer,
        conditions: [...answer.conditions, { key: keys.catalogue('cluster', cluster.id), is: 'present' }],
      };
    });
  },
  'network.patch': patchOf('network'),
  'network.delete': deleteOf('network'),
} satisfies Partial<Handlers>;
