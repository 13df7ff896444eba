import type { Command, Instance } from '@skerry/domain';
import { defaultGraceSeconds } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import {
  apartFrom,
  type Placement,
  type PlacementPlan,
  type PlacementRequest,
  planPlacement,
  schedule,
} from '@skerry/scheduler';
import { put } from '@skerry/store';
import { nameTurn, newMeta } from '../catalogue/meta.ts';
import type { Cloud } from '../cloud.ts';
import { RequestError, invalidField } from '../errors.ts';
import type { Caller, Handler } from '../requests/call.ts';
import { etagOf } from '../requests/etag.ts';
import { placementSnapshot } from '../placement/snapshot.ts';
import { fullClusters, usualNetwork } from '../placement/usual-network.ts';
import { keys } from '../state/keys.ts';
import { instanceView } from '../views/instance-view.ts';
import { checkNotHeld, fixedTurns, notesOf, type ResolvedNic, wishedNics } from './resolve-nics.ts';
import { checkImageFile, type InstanceCreate, type Resolved, resolveSpec } from './resolve-spec.ts';
import type { VisibleInstance } from './visible.ts';

/**
 * Chooses the cluster and orders the instance there; the cluster chooses the host. What fits nowhere now but could
 * later is accepted and waits; what can never fit is refused with the counted reasons.
 */
export const createInstance: Handler<'instance.create'> = async (call) => {
  const { cloud, body, caller } = call;
  if (call.query.dryRun === true) {
    const resolved = resolveSpec(body, caller, cloud);
    checkNotHeld(resolved.nics, caller, cloud.model);
    const request = requestOf(-1, caller, body, resolved, cloud);
    const plan = planView(understood(planPlacement(placementSnapshot(cloud, caller), request)));
    const notes = notesOf(resolved.nics);
    return { status: 200, body: { ...plan, ...(notes.length === 0 ? {} : { notes }) } };
  }
  const kinds = ['instance', 'disk', 'command'] as const;
  let numbers: readonly number[] | undefined;
  const template = body.templateId === undefined ? undefined : cloud.model.get('template', body.templateId);
  const turns = [nameTurn('instance', caller.userId, body.name), ...fixedTurns(wishedNics(body, template))];
  return call.write({ key: turns }, async () => {
    const asked = newMeta('instance', -1, body.name, body, caller, cloud);
    const resolved = resolveSpec(body, caller, cloud);
    checkImageFile(resolved, cloud);
    checkNotHeld(resolved.nics, caller, cloud.model);
    const [placed] = schedule(placementSnapshot(cloud, caller), [requestOf(-1, caller, body, resolved, cloud)]).map(
      understood,
    ) as [Placement];
    const clusterId = chosenCluster(placed, body, resolved, caller, cloud);
    const usual = resolved.nics === undefined ? usualNetwork(clusterId, caller, cloud) : undefined;
    const nics: readonly ResolvedNic[] = resolved.nics ?? (usual === undefined ? [] : [{ network: usual }]);
    // Last: a request that is refused uses none up.
    numbers ??= await Promise.all(kinds.map((kind) => cloud.ids.next(kind, caller)));
    const [id, diskId, commandId] = numbers as [number, number, number];
    const meta = { ...asked, id };
    const instance: Instance = {
      ...meta,
      clusterId,
      ...(placed.hostId === undefined ? {} : { expectedHostId: placed.hostId }),
      ...(resolved.templateId === undefined ? {} : { templateId: resolved.templateId }),
      spec: {
        kind: resolved.kind,
        cpus: resolved.cpus,
        memoryMiB: resolved.memoryMiB,
        disks: [
          { diskId, imageId: resolved.image.id, imageDigest: resolved.image.digest, sizeMiB: resolved.diskSizeMiB },
        ],
        nics: nics.map(({ network, ...asked }) => ({ networkId: network.id, ...asked })),
        context: resolved.context,
        ...(resolved.application === undefined ? {} : { application: resolved.application }),
        requirements: resolved.requirements,
        rank: resolved.rank,
        ...(resolved.machine === undefined ? {} : { machine: resolved.machine }),
        ...(resolved.cdrom === undefined ? {} : { cdrom: resolved.cdrom }),
        ...(body.hostId === undefined ? {} : { hostId: body.hostId }),
        ...resolved.apart,
      },
      intent: {
        generation: 1,
        power: body.start ? 'running' : 'stopped',
        reboots: 0,
        graceSeconds: defaultGraceSeconds,
      },
      ...(placed.placed ? {} : { unplaced: { message: placed.message, reasons: { ...placed.refused } } }),
    };
    const order = { type: 'create-instance', instance, diskIds: [diskId] } as const;
    const command: Command = { id: commandId, clusterId, userId: caller.userId, issuedAt: meta.createdAt, order };
    const visible: VisibleInstance = { ...instance, pendingCommands: 1 };
    const view = instanceView(visible, cloud);
    return {
      body: view,
      etag: etagOf('instance', visible, view),
      headers: { Location: `/v1/instances/${id}`, 'Skerry-Command': String(commandId) },
      conditions: [
        { key: keys.catalogue('image', resolved.image.id), is: 'present' },
        ...(resolved.cdrom === undefined
          ? []
          : [{ key: keys.catalogue('image', resolved.cdrom.imageId), is: 'present' } as const]),
        { key: keys.catalogue('cluster', clusterId), is: 'present' },
        ...nics.map(({ network }) => ({ key: keys.catalogue('network', network.id), is: 'present' }) as const),
      ],
      writes: [put(keys.command(clusterId, commandId), command), ...cloud.besideCreation(instance)],
      object: { kind: 'instance', id, name: meta.name },
      commands: [commandId],
    };
  });
};

const requestOf = (
  instanceId: number,
  caller: Caller,
  wish: InstanceCreate,
  resolved: Resolved,
  cloud: Cloud,
): PlacementRequest => ({
  instanceId,
  kind: resolved.kind,
  cpus: resolved.cpus,
  memoryMiB: resolved.memoryMiB,
  diskMiB: resolved.diskSizeMiB,
  architecture: resolved.image.architecture,
  ...(resolved.machine === undefined ? {} : { machine: resolved.machine }),
  ...(wish.hostId === undefined ? {} : { hostId: wish.hostId }),
  ...(wish.clusterId === undefined ? {} : { clusterId: wish.clusterId }),
  ...(resolved.nics === undefined
    ? {}
    : { networks: resolved.nics.map(({ network }) => ({ networkId: network.id, clusterId: network.clusterId })) }),
  // What is fixed takes nothing from the ranges, or takes it from them anyway.
  fullClusters: fullClusters(
    resolved.nics?.filter(({ asked }) => asked?.address === undefined).map(({ network }) => network),
    caller,
    cloud,
  ),
  requirements: resolved.requirements,
  rank: resolved.rank,
  ...apartFrom(caller.userId, resolved.apart),
});

/** Throws where the request itself is at fault. */
function understood<P extends Placement>(placed: P): P {
  if (placed.failure !== undefined) throw invalidField('requirements', placed.failure.message);
  return placed;
}

/** Where it goes, or where it waits. Throws `cannot-be-placed` when no host will ever do. */
function chosenCluster(
  placed: Placement,
  wish: InstanceCreate,
  resolved: Resolved,
  caller: Caller,
  cloud: Cloud,
): number {
  if (placed.clusterId !== undefined) return placed.clusterId;
  if (!placed.couldFitLater) throw new RequestError('cannot-be-placed', placed.message);
  const { model } = cloud;
  const asked = wish.clusterId ?? resolved.nics?.[0]?.network.clusterId;
  if (asked !== undefined) return asked;
  if (wish.hostId !== undefined) {
    const host = model.get('host', wish.hostId);
    if (host !== undefined) return host.clusterId;
  }
  return clusterToWaitIn(wish, resolved, caller, cloud);
}

/** The cluster whose hosts would do if they were empty and there; of several, the one with most of them. */
function clusterToWaitIn(wish: InstanceCreate, resolved: Resolved, caller: Caller, cloud: Cloud): number {
  const counts = new Map<number, number>();
  // Others of its group, and full networks, are of now; what it may wait for is a machine of the right kind and size.
  const request = { ...requestOf(-1, caller, wish, resolved, cloud), fullClusters: [] };
  for (const host of placementSnapshot(cloud, caller).hosts) {
    const alone = { ...host, state: 'online', clusterState: 'online', admission: 'enabled' } as const;
    const empty = { ...alone, reserved: { cpus: 0, memoryMiB: 0, diskMiB: 0 }, groups: new Map<string, number>() };
    const one = planPlacement({ hosts: [{ ...empty, load: 0 }] }, request);
    if (one.placed || one.couldFitLater) counts.set(host.clusterId, (counts.get(host.clusterId) ?? 0) + 1);
  }
  const best = [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0];
  if (best !== undefined) return best[0];
  throw new SkerryError({
    code: 'cannot-be-placed',
    kind: 'refused',
    message: `No cluster can hold "${wish.name}".`,
    hint: 'Name a cluster, or add a host.',
  });
}

const planView = ({ placed, clusterId, hostId, message, candidates, refused }: PlacementPlan) => ({
  placed,
  ...(clusterId === undefined ? {} : { clusterId }),
  ...(hostId === undefined ? {} : { hostId }),
  message,
  candidates: candidates.map((c) => ({ ...c })),
  refused: Object.fromEntries(Object.entries(refused).map(([reason, n]) => [reason, n ?? 0])),
});
