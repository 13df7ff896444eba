import { hostReconcilers, type ReplyHeard, reconcilersShow } from '@skerry/contract';
import { type Cluster, type Host, may, reconcilerFact, reconcilerProblem } from '@skerry/domain';
import { type ReconcilerStatus, toFailure } from '@skerry/kit';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../requests/call.ts';
import { hostStateOf } from '../views/host-view.ts';
import { explain, type Explanation } from './explain.ts';

/** A person waits for the whole explanation: without this part it is still one. Milliseconds. */
const withinMs = 3000;

/** What explains any object, and, for who may change the cluster, what its controller's reconcilers did last. */
export async function explainCluster(cluster: Cluster, caller: Caller, cloud: Cloud): Promise<Explanation> {
  const explained = explain('cluster', cluster, caller, cloud);
  if (!may(caller, 'manage', cluster) || cloud.links.stateOf(cluster.id) !== 'online') return explained;
  const told = cloud.links.ask(cluster.id, reconcilersShow, {}, withinMs);
  return withReconcilers(explained, 'controller', told, cloud.clock.now());
}

/** The same of a host and its agent. */
export async function explainHost(host: Host, caller: Caller, cloud: Cloud): Promise<Explanation> {
  const explained = explain('host', host, caller, cloud);
  const isThere = cloud.model.hostStatus.get(host.id)?.connected === true && hostStateOf(host, cloud) !== 'cut';
  if (!may(caller, 'manage', host) || !isThere) return explained;
  const told = cloud.links.ask(host.clusterId, hostReconcilers, { hostId: host.id }, withinMs);
  return withReconcilers(explained, 'agent', told, cloud.clock.now());
}

async function withReconcilers(
  explained: Explanation,
  whose: 'controller' | 'agent',
  told: Promise<ReplyHeard<typeof reconcilersShow | typeof hostReconcilers>>,
  now: Date,
): Promise<Explanation> {
  let reconcilers: readonly ReconcilerStatus[];
  try {
    ({ reconcilers } = await told);
  } catch (error) {
    const value = `its ${whose} did not say: ${toFailure(error).message}`;
    return { ...explained, facts: [...explained.facts, { name: 'reconcilers', value }] };
  }
  const facts = reconcilers.map((one) => ({ name: `reconciler ${one.name}`, value: reconcilerFact(one, now) }));
  const problems = reconcilers.flatMap((one) => reconcilerProblem(one) ?? []);
  return { ...explained, facts: [...explained.facts, ...facts], reasons: [...problems, ...explained.reasons] };
}
