import { type Command, type Host, isAdministrator } from '@skerry/domain';
import { put } from '@skerry/store';
import { RequestError, invalidField } from '@skerry/api/errors';
import type { Call, Decision } from '@skerry/api/requests/call';
import { shown } from '../routes/standard-writes.ts';
import { keys } from '@skerry/api/state/keys';
import { hostStateOf } from '@skerry/api/views/host-view';

/**
 * Orders from its cluster that a host is given up. The host stays in the catalogue until the cluster has answered: it has
 * the last word, for it may hear the host.
 */
export function decideLoss(call: Call<'host.declare-lost'>, commandId: number): Decision<never> {
  const { cloud, caller, body } = call;
  const before: Host = call.object();
  if (!isAdministrator(caller)) {
    throw new RequestError('forbidden', 'Only an administrator may declare a host lost: others lose what lies there.');
  }
  if (body.name !== before.name)
    throw invalidField('name', `Give the name of the host: it is called "${before.name}".`);
  const state = hostStateOf(before, cloud);
  if (state === 'lost') {
    throw new RequestError('in-use', `The host "${before.name}" is declared lost already.`, {
      hint: 'It goes when its cluster has answered.',
    });
  }
  if (state === 'online' || state === 'disabled') {
    throw new RequestError('in-use', `The host "${before.name}" is connected: it is not lost.`, {
      hint: 'Delete its instances and stop its agent; then delete the host.',
    });
  }
  const issuedAt = cloud.clock.now().toISOString();
  const host: Host = { ...before, declaredLostAt: issuedAt, changedAt: issuedAt };
  const order = { type: 'lose-host', hostId: host.id } as const;
  const command: Command = { id: commandId, clusterId: host.clusterId, userId: caller.userId, issuedAt, order };
  return {
    ...shown('host', host, call as unknown as Call),
    headers: { 'Skerry-Command': String(commandId) },
    conditions: [{ key: keys.catalogue('host', host.id), is: 'present' }],
    writes: [put(keys.catalogue('host', host.id), host), put(keys.command(host.clusterId, commandId), command)],
    object: { kind: 'host', id: host.id, name: host.name },
  };
}
