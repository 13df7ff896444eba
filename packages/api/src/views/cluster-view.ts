import type { cluster } from '@skerry/contract';
import type { Cluster, ClusterState, ControllerStatus } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { refusalsView } from './refusals-view.ts';
import { metaView } from './meta-view.ts';

export function clusterView(object: Cluster, { model, links }: Cloud): z.input<typeof cluster> {
  return {
    ...metaView(object),
    ...(object.location === undefined ? {} : { location: { ...object.location } }),
    ...(object.siteUrl === undefined ? {} : { siteUrl: object.siteUrl }),
    state: clusterStateOf(object, links.stateOf(object.id)),
    ...(model.lastHeard.has(object.id) ? { linkSince: model.lastHeard.get(object.id) } : {}),
    lastHeardSeconds: links.lastHeardSeconds(object.id),
    ...refusalsView(links.refusalsOf(object.id)),
    ...unreadableView(model.controllers.get(object.id)),
    waitingCommands: model.commandsByCluster.get('cluster', object.id).size,
    hosts: [...model.all('host')].filter((h) => h.clusterId === object.id).length,
    instances: model.instancesIn(object.id).length,
    ...(object.joinedAt === undefined ? {} : { joinedAt: object.joinedAt }),
  };
}

/** Nothing is shown where nothing lies aside. */
const unreadableView = (status: ControllerStatus | undefined): { unreadableRecords?: number } =>
  status === undefined || status.unreadableRecords === 0 ? {} : { unreadableRecords: status.unreadableRecords };

/** A cluster that once joined is cut, not waiting, also while it has not called since this front-end began. */
export function clusterStateOf(object: Cluster, link: ClusterState): ClusterState {
  if (link === 'online') return 'online';
  return object.joinedAt === undefined && link === 'waiting' ? 'waiting' : 'cut';
}
