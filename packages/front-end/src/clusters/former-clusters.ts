/**
 * Clusters that were deleted or declared lost. Each has a record for ever: it is why a controller that comes back is told
 * to run nothing of what it had, and why its number and those leased to it are nobody else's. What the store still holds
 * of such a cluster goes here, in as many transactions as it takes, but for instances of a lost one, which stay to tell
 * their owners (`instances/outlived.ts`); dying in between leaves the rest for the next start or sweep. Never delete the
 * record, nor the blocks of numbers: a certificate is good for a year.
 */
import { type Cluster, toldKinds } from '@skerry/domain';
import { idOf, type Json, packed, packedWrites, type Prefix, put, type Store, type Write } from '@skerry/store';
import { toldBelow } from '@skerry/store/layout/cluster-state';
import { isOutlived, outliving } from '@skerry/api/instances/outlived';
import { keys } from '@skerry/api/state/keys';
import { claimNames } from '@skerry/api/state/name-keys';
import type { LinkParts } from './link-parts.ts';
import { Placings } from './placings.ts';
import { settleCommand } from './settle-commands.ts';
import { fewerNetworks } from './without-networks.ts';

type Parts = Pick<LinkParts, 'store' | 'model' | 'provenance' | 'following'>;

/** Written in the transaction that takes the cluster from the catalogue. */
export const former = ({ id, name }: Cluster, lost: boolean, now: Date): Write =>
  put(keys.formerCluster(id), { at: now.toISOString(), name, lost });

export async function isLostCluster(clusterId: number, store: Store): Promise<boolean> {
  return (await store.get(keys.formerCluster(clusterId)))?.value.lost === true;
}

/** All of which something may be left. Takes no argument but its parts; run it as often as you like. */
export async function forgetFormerClusters(parts: Parts): Promise<void> {
  for await (const entries of pages(parts.store, keys.formerClusters)) {
    for (const { key, value } of entries) {
      if (value.forgotten !== true) await forgetCluster(idOf(key), parts);
    }
  }
}

/** Its links must have ended: nobody writes of it any more. Afterwards the model shows nothing of it either. */
export async function forgetCluster(clusterId: number, parts: Parts): Promise<void> {
  const { store, following } = parts;
  const key = keys.formerCluster(clusterId);
  const record = (await store.get(key))?.value;
  if (record === undefined) return;
  await refuseCommands(clusterId, record.name, parts);
  // They say what became of them, to those whose they were.
  const lost = record.lost ? { clusterName: record.name, at: record.at } : undefined;
  await commitAll(store, templatesWithoutIt(clusterId, parts));
  // What is told of instances before what they refer to: nothing is shown that leads nowhere.
  for await (const entries of pages<Json>(store, keys.mirrorOf(clusterId))) {
    if (lost === undefined) await commitAll(store, entries.map(remove));
    else
      await commitAll(
        store,
        (await Promise.all(entries.map((entry) => outliving(entry, clusterId, lost, store)))).flat(),
      );
  }
  for (const prefix of [keys.hostKeysOf(clusterId), keys.commandsOf(clusterId)]) {
    for await (const entries of pages<unknown>(store, prefix)) await commitAll(store, entries.map(remove));
  }
  await commitAll(store, [...(await ofCatalogue(clusterId, parts)), ...(await placedThere(clusterId, parts))]);
  const { revision } = await store.commit({
    writes: [
      { op: 'delete', key: keys.link(clusterId) },
      { op: 'delete', key: keys.clusterCursor(clusterId) },
      put(key, { ...record, forgotten: true }),
    ],
  });
  await following.reached(revision);
}

/** Whoever gave them is told what became of them. */
async function refuseCommands(clusterId: number, name: string, { store, model, provenance }: Parts): Promise<void> {
  const waiting = [...model.commandsByCluster.get('cluster', clusterId)];
  const placings = new Placings(provenance);
  const settled = packed(waiting, (commandId) => {
    const message = `The cluster "${name}" was given up before it answered.`;
    const failure = { code: 'cluster-lost', kind: 'refused', message } as const;
    const key = `${toldBelow('command-result')}${commandId}`;
    return {
      writes: settleCommand(clusterId, { key, value: { commandId, outcome: 'refused', failure } }, model, placings),
    };
  });
  for (const { transaction } of settled) await store.commit(transaction);
}

function templatesWithoutIt(clusterId: number, { model }: Parts): Write[] {
  const networks = [...model.all('network')].filter((network) => network.clusterId === clusterId);
  const gone = new Set(networks.map(({ id }) => id));
  return [...model.all('template')].flatMap((template): Write[] => {
    const left = fewerNetworks(template, gone);
    return left === undefined ? [] : [put(keys.catalogue('template', left.id), left)];
  });
}

/** Its hosts, its networks, and tokens with which a controller could join as it. */
async function ofCatalogue(clusterId: number, { store, model }: Parts): Promise<Write[]> {
  const gone: string[] = (['host', 'network'] as const).flatMap((kind) =>
    [...model.all(kind)].filter((each) => each.clusterId === clusterId).map(({ id }) => keys.catalogue(kind, id)),
  );
  for await (const entries of pages(store, keys.clusterJoins)) {
    for (const { key, value: offer } of entries) {
      if (offer.clusterId === clusterId) gone.push(key, keys.catalogue('token', offer.tokenId));
    }
  }
  const removed = gone.map((key) => remove({ key }));
  return [...removed, ...claimNames(removed, model).writes];
}

async function placedThere(clusterId: number, { provenance, store }: Parts): Promise<Write[]> {
  const gone: Write[] = [];
  for (const kind of toldKinds) {
    for (const [id, placed] of provenance.allPlaced(kind)) {
      if (placed.clusterId !== clusterId) continue;
      if (kind === 'instance' && (await isOutlived({ clusterId, id }, store))) continue;
      gone.push({ op: 'delete', key: keys.placed(kind, id) });
    }
  }
  return gone;
}

const remove = ({ key }: { readonly key: string }): Write => ({ op: 'delete', key });

async function commitAll(store: Store, writes: readonly Write[]): Promise<void> {
  for (const { transaction } of packedWrites(writes)) await store.commit(transaction);
}

async function* pages<T>(store: Store, prefix: Prefix<T>) {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    yield page.entries;
    after = page.next;
  } while (after !== undefined);
}
