import { hostJoinTokens } from '@skerry/contract';
import { explainCluster } from '../explain/explain-with-reconcilers.ts';
import type { Handlers } from '../requests/call.ts';

export const clusterRoutes = {
  'cluster.explain': async (call) => ({ body: await explainCluster(call.object(), call.caller, call.cloud) }),
  'cluster.host-join-tokens': async ({ cloud, object }) => {
    const { tokens } = await cloud.links.ask(object().id, hostJoinTokens, {});
    return { body: { items: tokens } };
  },
} satisfies Partial<Handlers>;
