import { err, ok, SkerryError } from '@skerry/kit';
import { hashJoinSecret, linkFailure, type Redeemed } from '@skerry/link';
import { put } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';
import type { LinkParts } from './link-parts.ts';

/** Spends a join token: the first key that brings it is the cluster's, and may bring it again. */
export async function redeemJoinToken(
  { model, store, clock, following }: Pick<LinkParts, 'model' | 'store' | 'clock' | 'following'>,
  secret: string,
  request: { readonly role: string; readonly publicKey: string },
): Promise<Redeemed> {
  const joinKey = keys.clusterJoin(hashJoinSecret(secret));
  const refuse = (detail: string): Redeemed => err(linkFailure('link-join-refused', detail));
  const offer = await store.get(joinKey);
  if (offer === undefined) return refuse('It does not know this token.');
  const { clusterId, tokenId, publicKey } = offer.value;
  const token = model.get('token', tokenId);
  if (token === undefined) return refuse('This token was removed.');
  if (request.role !== 'cluster') return refuse('This token is for the controller of a cluster.');
  if (Date.parse(token.expiresAt) <= clock.now().getTime()) return err(linkFailure('link-token-expired'));
  if (publicKey !== undefined && publicKey !== request.publicKey) return refuse('This token was used already.');
  const clusterKey = keys.catalogue('cluster', clusterId);
  const cluster = await store.get(clusterKey);
  if (cluster === undefined) return refuse('Its cluster was deleted.');
  const joined = { joinedAt: clock.now().toISOString(), ...cluster.value };
  const committed = await store.commit({
    conditions: [
      { key: joinKey, is: 'unchanged-since', modRevision: offer.modRevision },
      { key: clusterKey, is: 'unchanged-since', modRevision: cluster.modRevision },
    ],
    writes: [put(joinKey, { clusterId, tokenId, publicKey: request.publicKey }), put(clusterKey, joined)],
  });
  await following.reached(committed.revision);
  if (!committed.committed) {
    throw new SkerryError({ code: 'link-join-refused', kind: 'failed', message: 'Something changed; join again.' });
  }
  return ok({ id: String(clusterId), role: 'cluster' });
}
