import type { ClusterLinks } from '../ports/cluster-links.ts';
import { RequestError } from '../errors.ts';
import type { SiteController } from './site-controller.ts';

/** The one cluster that a site knows is in the same process: it is there, and was heard just now. */
export function siteLinks(controller: SiteController): ClusterLinks {
  const ours = (clusterId: number) => {
    if (clusterId === controller.clusterId) return controller;
    throw new RequestError('cluster-cut', 'This is the console of another cluster; it has no link to this one.');
  };
  return {
    stateOf: (clusterId) => (clusterId === controller.clusterId ? 'online' : 'waiting'),
    lastHeardSeconds: (clusterId) => (clusterId === controller.clusterId ? 0 : null),
    // It shares the process: nothing crosses a link between them.
    refusalsOf: () => undefined,
    ask: async (clusterId, method, body) => ours(clusterId).ask(method, body),
    // The samples are the controller's own: there is nothing to fill.
    connectedSince: () => undefined,
    openStream: (clusterId, method, body) => ours(clusterId).openStream(method, body),
  };
}
