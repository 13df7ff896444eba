import type { FeedChange } from '@skerry/contract';
import type { CommandResult, Host } from '@skerry/domain';
import type { Json, Store, Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import { forgetHostKeys } from './register-host.ts';

/**
 * What the cluster's answer means for a host that was declared lost, in the same transaction: it goes from the catalogue,
 * and its machine may join as a new one; or it stays, because the cluster still hears it.
 */
export async function settleLostHost(
  clusterId: number,
  { key, value }: FeedChange,
  model: Model,
  store: Store,
): Promise<Write[]> {
  const [what, id] = key.split('/');
  if (what !== 'command-result' || value === undefined) return [];
  const command = model.commands.get(Number(id));
  if (command?.clusterId !== clusterId || command.order.type !== 'lose-host') return [];
  const host = model.get('host', command.order.hostId);
  if (host === undefined) return [];
  const { outcome } = value as unknown as CommandResult;
  const hostKey = keys.catalogue('host', host.id);
  return outcome === 'applied'
    ? [{ op: 'delete', key: hostKey }, ...(await forgetHostKeys(host, store))]
    : [{ op: 'put', key: hostKey, value: notDeclared(host) as unknown as Json }];
}

function notDeclared(declared: Host): Host {
  const { declaredLostAt: _, ...host } = declared;
  return host;
}
