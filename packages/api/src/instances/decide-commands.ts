import type { RouteId } from '@skerry/contract';
import { applyCommand, type Command, type Host, type InstanceCommand, outlivesItsCluster } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { outgrown } from '@skerry/scheduler';
import { put } from '@skerry/store';
import type { Cloud } from '../cloud.ts';
import type { Call, Decision } from '../requests/call.ts';
import { etagOf } from '../requests/etag.ts';
import { keys } from '../state/keys.ts';
import { instanceView } from '../views/instance-view.ts';
import { roomOf } from '../views/host-view.ts';
import { keepOutlived } from './outlived.ts';
import type { VisibleInstance } from './visible.ts';

type InstanceRoute = Extract<RouteId, `instance.${string}`>;

/**
 * Checks the commands one after the other against the instance as it is seen, and orders them from its cluster. The
 * first that is not possible now, or never, refuses all, with its sentence: `instance-state`, `memory-too-small`,
 * `host-too-small`.
 */
export function decideCommands<Id extends InstanceRoute>(
  call: Call<Id>,
  commands: readonly (readonly [id: number, command: InstanceCommand])[],
): Decision<never> {
  const { cloud } = call;
  const before: VisibleInstance = call.object();
  const issuedAt = cloud.clock.now().toISOString();
  let instance = before;
  const boot = before.spec.disks[0];
  const image = boot && cloud.model.get('image', boot.imageId);
  const grows = commands.some(([, { type }]) => type === 'resize');
  const rooms = grows ? hostsOf(before, cloud).map((host) => roomOf(host, cloud)) : [];
  for (const [, command] of commands) {
    const applied = applyCommand(instance, command, issuedAt, image);
    if (!applied.ok) throw new SkerryError(applied.error);
    const tooLarge = outgrown(instance.spec, applied.value.spec, rooms);
    if (tooLarge !== undefined) throw new SkerryError(tooLarge);
    instance = { ...applied.value, pendingCommands: instance.pendingCommands + 1 };
  }
  // Nobody is asked, so there is no command to follow.
  const isOurs = outlivesItsCluster(before) && cloud.model.get('cluster', before.clusterId) === undefined;
  if (isOurs) instance = { ...instance, pendingCommands: 0 };
  const view = instanceView(instance, cloud);
  const shown = {
    body: view as never,
    etag: etagOf('instance', instance, view),
    object: { kind: 'instance', id: before.id, name: instance.name },
  } as const;
  if (isOurs) return { ...shown, writes: keepOutlived(instance) };
  const { userId } = call.caller as Call<'instance.get'>['caller'];
  const writes = commands.map(([id, command]) => {
    const order = { type: 'instance', instanceId: before.id, command } as const;
    const value: Command = { id, clusterId: before.clusterId, userId, issuedAt, order };
    return put(keys.command(before.clusterId, id), value);
  });
  return {
    ...shown,
    ...(writes.length === 0 ? {} : { headers: { 'Skerry-Command': commands.map(([id]) => id).join(', ') } }),
    writes,
    ...(writes.length === 0 ? {} : { commands: commands.map(([id]) => id) }),
  };
}

/** Where it can be: on its host, whence its disks do not move, else on any of its cluster. */
function hostsOf({ hostId, spec, clusterId }: VisibleInstance, { model }: Cloud): readonly (Host | undefined)[] {
  const only = hostId ?? spec.hostId;
  if (only !== undefined) return [model.get('host', only)];
  return [...model.all('host')].filter((host) => host.clusterId === clusterId);
}
