import { reconcilersShow } from '@skerry/contract';
import { type Cluster, may, reconcilerFact, reconcilerProblem, type ReconcilerStatus } from '@skerry/domain';
import { toFailure } from '@skerry/kit';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../requests/call.ts';
import { explain, type Explanation } from './explain.ts';

/** A person waits for the whole explanation: without this part it is still one. Milliseconds. */
const withinMs = 3000;

/** What explains any object, and, for who may change the cluster, what its reconcilers did last, by their own word. */
export async function explainCluster(cluster: Cluster, caller: Caller, cloud: Cloud): Promise<Explanation> {
  const explained = explain('cluster', cluster, caller, cloud);
  if (!may(caller, 'manage', cluster) || cloud.links.stateOf(cluster.id) !== 'online') return explained;
  try {
    const { reconcilers } = await cloud.links.ask(cluster.id, reconcilersShow, {}, withinMs);
    return withReconcilers(explained, reconcilers, cloud.clock.now());
  } catch (error) {
    const value = `its controller did not say: ${toFailure(error).message}`;
    return { ...explained, facts: [...explained.facts, { name: 'reconcilers', value }] };
  }
}

function withReconcilers(explained: Explanation, reconcilers: readonly ReconcilerStatus[], now: Date): Explanation {
  const facts = reconcilers.map((one) => ({ name: `reconciler ${one.name}`, value: reconcilerFact(one, now) }));
  const problems = reconcilers.flatMap((one) => reconcilerProblem(one) ?? []);
  return { ...explained, facts: [...explained.facts, ...facts], reasons: [...problems, ...explained.reasons] };
}
