import type { Lease } from '@skerry/domain';
import { controllerKeys as keys } from '@skerry/store/layout/controller';
import type { ControllerKnowledge } from '../knowledge.ts';
import { join } from 'node:path';
import type { Leak, Mend } from '../leak.ts';
import { controllerDirectory, type Site } from '../site.ts';
import type { Judge } from '../view.ts';

/** The cluster's own records of addresses against each other. */
export const judgeAddresses: Judge = ({ site, before, after }) => {
  const [first, second] = [before, after].map(({ controller }) => controller && wrongAddresses(site, controller));
  const earlier = new Set(first?.map(({ where, because }) => `${where} ${because}`));
  return (second ?? []).filter(({ where, because }) => earlier.has(`${where} ${because}`));
};

function wrongAddresses(site: Site, { instances, leases, addresses, macs }: ControllerKnowledge): Leak[] {
  const leaks: Leak[] = [];
  const found = (what: string, where: string, because: string, mend: Mend, since?: string) =>
    leaks.push({ class: 'address', what, where, because, mend, ...(since === undefined ? {} : { since }) });
  const held = (lease: Lease) => `${lease.networkId}/${lease.address}`;
  const byAddress = new Map<string, Lease[]>();
  for (const lease of leases) byAddress.set(held(lease), [...(byAddress.get(held(lease)) ?? []), lease]);

  for (const lease of leases) {
    const key = keys.lease(lease.id);
    const title = `lease ${lease.id} of ${lease.address}`;
    if (!instances.has(lease.instanceId)) {
      const because = `There is no instance ${lease.instanceId} in the cluster.`;
      const noted = [
        ...(addresses.get(held(lease)) === lease.id ? [keys.addresses + held(lease)] : []),
        ...[...macs].flatMap(([mac, id]) => (id === lease.id ? [keys.macs + mac] : [])),
      ];
      found(title, key, because, forgetLease(site, lease, noted), lease.createdAt);
    } else if (addresses.get(held(lease)) !== lease.id) {
      const because = `The address is noted for ${nameLease(addresses.get(held(lease)))}, not for this lease.`;
      found(title, key, because, judge('Delete one of the instances that have this address, and create it again.'));
    }
  }
  for (const [address, several] of byAddress) {
    if (several.length < 2) continue;
    const who = several.map(({ instanceId }) => instanceId).join(' and ');
    const because = `Instances ${who} hold a lease of it.`;
    found(
      `one address twice: ${address}`,
      keys.addresses + address,
      because,
      judge('Delete one of them, and create it again.'),
    );
  }
  const notes = [
    ...[...addresses].map(([address, leaseId]) => ({
      what: `address ${address}`,
      key: keys.addresses + address,
      leaseId,
    })),
    ...[...macs].map(([mac, leaseId]) => ({ what: `MAC ${mac}`, key: keys.macs + mac, leaseId })),
  ];
  for (const { what, key, leaseId } of notes) {
    if (leases.some(({ id }) => id === leaseId)) continue;
    const because = `It is noted for lease ${leaseId}, which is not there.`;
    const mend: Mend = {
      kind: 'safe',
      steps: [
        {
          do: 'commit',
          store: storeOf(site),
          conditions: [{ key: keys.lease(leaseId), is: 'absent' }],
          writes: [{ op: 'delete', key }],
        },
      ],
    };
    found(`${what} that nobody can have`, key, because, mend);
  }
  for (const { id, hostId, spec } of instances.values()) {
    if (hostId === undefined) continue;
    for (const { networkId, address } of spec.nics) {
      if (address === undefined) continue;
      const mine = byAddress.get(`${networkId}/${address}`)?.some(({ instanceId }) => instanceId === id);
      if (mine) continue;
      const because = `Instance ${id} has the address, and no lease gives it to it.`;
      const mend = judge(`Delete instance ${id} and create it again: somebody else may get its address.`);
      found(`address ${address} without a lease`, `${keys.instance(id)} ${address}`, because, mend);
    }
  }
  return leaks;
}

const storeOf = (site: Site) => join(controllerDirectory(site), 'store.db');
const nameLease = (id: number | undefined) => (id === undefined ? 'nobody' : `lease ${id}`);
const judge = (note: string): Mend => ({ kind: 'judge', steps: [], note });

function forgetLease(site: Site, lease: Lease, noted: readonly string[]): Mend {
  const writes = [keys.lease(lease.id), ...noted];
  return {
    kind: 'safe',
    steps: [
      {
        do: 'commit',
        store: storeOf(site),
        conditions: [{ key: keys.instance(lease.instanceId), is: 'absent' }],
        writes: writes.map((key) => ({ op: 'delete', key })),
      },
    ],
  };
}
