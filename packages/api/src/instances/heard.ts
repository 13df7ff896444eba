import type { Cloud } from '../cloud.ts';
import { hostHeardSeconds } from '../views/host-view.ts';
import type { VisibleInstance } from './visible.ts';

/** How old what is shown of an instance is, s: as old as the word of its host, where that is silent. */
export function instanceHeardSeconds({ hostId, clusterId }: VisibleInstance, cloud: Cloud): number | null {
  const host = hostId === undefined ? undefined : cloud.model.get('host', hostId);
  const silent = host !== undefined && cloud.model.hostStatus.get(host.id)?.connected === false;
  return silent ? hostHeardSeconds(host, cloud) : cloud.links.lastHeardSeconds(clusterId);
}
