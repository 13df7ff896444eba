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
export async function settleLostHosts(
  clusterId: number,
  changes: readonly FeedChange[],
  model: Model,
  store: Store,
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const { key, value } of changes) {
    const [what, id] = key.split('/');
    if (what !== 'command-result' || value === undefined) continue;
    const command = model.commands.get(Number(id));
    if (command?.clusterId !== clusterId || command.order.type !== 'lose-host') continue;
    const host = model.get('host', command.order.hostId);
    if (host === undefined) continue;
    const { outcome } = value as unknown as CommandResult;
    const hostKey = keys.catalogue('host', host.id);
    if (outcome === 'applied') writes.push({ op: 'delete', key: hostKey }, ...(await forgetHostKeys(host, store)));
    else writes.push({ op: 'put', key: hostKey, value: notDeclared(host) as unknown as Json });
  }
  return writes;
}

function notDeclared(declared: Host): Host {
  const { declaredLostAt: _, ...host } = declared;
  return host;
}
