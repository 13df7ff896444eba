import type { FeedChange } from '@skerry/contract';
import type { Host } from '@skerry/domain';
import { idOf, put, type Store, valueUnder, type Write } from '@skerry/store';
import { toldBelow } from '@skerry/store/layout/cluster-state';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import { forgetHostKeys } from './register-host.ts';

/**
 * What the cluster's answer means for a host that was declared lost, in the same transaction: it goes from the catalogue,
 * and its machine may join as a new one; or it stays, because the cluster still hears it.
 */
export async function settleLostHost(
  clusterId: number,
  change: FeedChange,
  model: Model,
  store: Store,
): Promise<Write[]> {
  const result = valueUnder(toldBelow('command-result'), change);
  if (result === undefined) return [];
  const command = model.commands.get(idOf(change.key));
  if (command?.clusterId !== clusterId || command.order.type !== 'lose-host') return [];
  const host = model.get('host', command.order.hostId);
  if (host === undefined) return [];
  const hostKey = keys.catalogue('host', host.id);
  return result.outcome === 'applied'
    ? [{ op: 'delete', key: hostKey }, ...(await forgetHostKeys(host, store))]
    : [put(hostKey, notDeclared(host))];
}

function notDeclared(declared: Host): Host {
  const { declaredLostAt: _, ...host } = declared;
  return host;
}
