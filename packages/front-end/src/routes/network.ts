import { defaultRange, type Network, networkProblems, parseSubnet, toAddress } from '@skerry/domain';
import { newMeta, referred } from '../catalogue/meta.ts';
import { FrontEndError } from '../errors.ts';
import type { Handlers } from '../http/call.ts';
import { created, deleteOf, explainOf, getOf, listOf, patchOf } from '../http/standard-routes.ts';
import { keys } from '../state/keys.ts';

export const networkRoutes = {
  'network.list': listOf('network'),
  'network.get': getOf('network'),
  'network.explain': explainOf('network'),
  'network.create': async (call) => {
    const { cloud, body, caller } = call;
    const subnet = parseSubnet(body.cidr);
    const cidr = `${toAddress(subnet.network)}/${subnet.prefixLength}`;
    const gateway = body.gateway ?? toAddress(subnet.network + 1);
    const addressing = { cidr, gateway, ranges: body.ranges ?? [defaultRange(cidr)] };
    const errors = [...networkProblems(addressing), ...overlaps(addressing.ranges)];
    if (errors[0] !== undefined) {
      const { field, message } = errors[0];
      throw new FrontEndError('invalid-request', message, { field, errors });
    }
    const id = await cloud.ids.next('network');
    return call.write({ key: 'network/create' }, () => {
      const cluster = referred('cluster', body.clusterId, 'clusterId', caller, cloud.model);
      const clash = [...cloud.model.all('network')].find(
        (n) => n.clusterId === cluster.id && sameAddresses(n.cidr, cidr),
      );
      if (clash !== undefined) {
        throw new FrontEndError('name-taken', `${cidr} overlaps ${clash.cidr} of the network "${clash.name}".`, {
          field: 'cidr',
          hint: 'Choose addresses that no other network of this cluster has.',
        });
      }
      const network: Network = {
        ...newMeta('network', id, body.name, body, caller, cloud),
        clusterId: cluster.id,
        driver: 'nat-bridge',
        ...addressing,
        nameservers: body.nameservers ?? [gateway],
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
} satisfies Pick<Handlers, Extract<keyof Handlers, `network.${string}`>>;

function sameAddresses(a: string, b: string): boolean {
  const [x, y] = [parseSubnet(a), parseSubnet(b)];
  return x.network <= y.broadcast && y.network <= x.broadcast;
}

/** Two ranges of one network with the same address would lease it twice. */
function overlaps(ranges: Network['ranges']): { field: string; message: string }[] {
  const spans = ranges.map((r) => [r.first, r.last].map((a) => parseSubnet(`${a}/32`).network) as [number, number]);
  return spans.flatMap(([first, last], i) =>
    spans.slice(0, i).some(([f, l]) => first <= l && f <= last)
      ? [{ field: `ranges.${i}`, message: 'The range overlaps one before it.' }]
      : [],
  );
}
