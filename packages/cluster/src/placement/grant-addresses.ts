/**
 * The addresses of an instance, chosen apart from its host: those that it has stay, whatever host it goes to, and the rest
 * is taken for it. What is answered is the part of a transaction; until that is committed nothing is held.
 */
import type { Instance, Lease } from '@skerry/domain';
import { type Condition, type Mirror, put, type Write } from '@skerry/store';
import { keys } from '../keys.ts';
import { type ChosenNic, chooseNics, heldKeys, type TakenAddresses } from './addresses.ts';
import type { IdBlocks } from './id-blocks.ts';

export interface AddressesContext {
  readonly mirror: Mirror;
  readonly leaseIds: IdBlocks;
  readonly taken: TakenAddresses;
}

export type AddressGrant =
  | {
      readonly ok: true;
      readonly nics: readonly ChosenNic[];
      /** Newly taken: their absence is among the conditions. */
      readonly taken: readonly string[];
      readonly conditions: readonly Condition[];
      readonly writes: readonly Write[];
    }
  | { readonly ok: false; readonly why: 'unfit' | 'no-numbers'; readonly message: string };

/** @param now ISO 8601: when it is granted. */
export async function grantAddresses(
  instance: Instance,
  { mirror, leaseIds, taken }: AddressesContext,
  now: string,
): Promise<AddressGrant> {
  const chosen = chooseNics(
    instance.spec.nics,
    (id) => mirror.get(keys.network(id))?.value,
    taken,
    (nic) => isHeldBy(instance, nic, mirror),
  );
  if (!chosen.ok) return { ok: false, why: 'unfit', message: chosen.message };
  const fresh = chosen.nics.filter((nic) => !isHeldBy(instance, nic, mirror));
  if (fresh.length === 0) return { ok: true, nics: chosen.nics, taken: [], conditions: [], writes: [] };
  const ids = await leaseIds.take(fresh.length);
  if (!ids) {
    const message = `The cluster has used up its numbers for addresses and ${
      leaseIds.canAsk ? 'asks the front-end for more' : 'waits for the link to the front-end'
    }.`;
    return { ok: false, why: 'no-numbers', message };
  }
  const held = fresh.flatMap((nic, i) => heldKeys(nic).map((key) => ({ key, id: ids.ids[i] as number })));
  return {
    ok: true,
    nics: chosen.nics,
    taken: held.map(({ key }) => key),
    conditions: [...ids.conditions, ...held.map(({ key }): Condition => ({ key, is: 'absent' }))],
    writes: [
      ...ids.writes,
      ...held.map(({ key, id }) => put(key, id)),
      ...fresh.map((nic, i) => {
        const id = ids.ids[i] as number;
        return put(keys.lease(id), lease(id, instance, nic, now));
      }),
    ],
  };
}

/** By its lease, not by what the instance says: that may come from an order. */
function isHeldBy(
  instance: Instance,
  { networkId, address }: Pick<ChosenNic, 'networkId' | 'address'>,
  mirror: Mirror,
) {
  const id = mirror.get(keys.address(networkId, address))?.value;
  if (id === undefined) return false;
  return mirror.get(keys.lease(id))?.value.instanceId === instance.id;
}

function lease(id: number, instance: Instance, { networkId, address, mac }: ChosenNic, now: string): Lease {
  const { ownerId, groupId, permissions, clusterId } = instance;
  return {
    id,
    name: address,
    ownerId,
    groupId,
    permissions,
    labels: {},
    attributes: {},
    createdAt: now,
    changedAt: now,
    clusterId,
    instanceId: instance.id,
    networkId,
    address,
    mac,
  };
}
