import type { hostUse, instanceUse } from '@skerry/contract';
import { fraction, type GuestState, type Host, type UsedKind, useOf } from '@skerry/domain';
import type { z } from 'zod';
import type { Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import type { VisibleInstance } from '../instances/visible.ts';

export type InstanceUse = z.input<typeof instanceUse>;
export type HostUse = z.input<typeof hostUse>;

/**
 * What an object uses now, from the newest sample in memory: no store is read. Undefined where nobody knows: what was
 * measured before a guest ended, or before a host fell silent, must not be read as what it does.
 */
export function useNow(kind: UsedKind, object: Objects[UsedKind], cloud: Cloud): InstanceUse | HostUse | undefined {
  return kind === 'host' ? useOfHost(object as Host, cloud) : useOfInstance(object as VisibleInstance, cloud);
}

const isOn: Readonly<Record<GuestState, boolean>> = {
  none: false,
  prepared: false,
  running: true,
  paused: true,
  stopping: true,
  crashed: false,
};

function useOfInstance(
  { id, clusterId, hostId, spec, observed }: VisibleInstance,
  cloud: Cloud,
): InstanceUse | undefined {
  if (observed === undefined || !isOn[observed.guest] || hostId === undefined) return undefined;
  if (!isHeard(clusterId, hostId, cloud)) return undefined;
  const point = cloud.samples.current('instance', id, cloud.clock.monotonicMs());
  return point && useOf(point, spec);
}

function useOfHost({ id, clusterId }: Host, cloud: Cloud): HostUse | undefined {
  const report = cloud.model.hostStatus.get(id)?.report;
  if (report === undefined || !isHeard(clusterId, id, cloud)) return undefined;
  const point = cloud.samples.current('host', id, cloud.clock.monotonicMs());
  if (point === undefined) return undefined;
  const diskUsedMiB = Math.max(0, report.diskMiB - report.diskFreeMiB);
  // What is told of guests is nothing of a host.
  const { guestMemoryBytes: _, ...use } = useOf({ ...point, rates: { ...point.rates, guestMemoryBytes: 0 } }, report);
  return { ...use, diskUsedMiB, diskFraction: fraction(diskUsedMiB, report.diskMiB) };
}

const isHeard = (clusterId: number, hostId: number, { links, model }: Cloud): boolean =>
  links.stateOf(clusterId) === 'online' && model.hostStatus.get(hostId)?.connected === true;
