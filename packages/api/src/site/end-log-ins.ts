import { packedDeletes, type Store } from '@skerry/store';
import { usesSiteCredential } from '../auth/password-of.ts';
import { credentialTag, passwordTag } from '../auth/tokens.ts';
import type { Clock } from '@skerry/kit';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import type { SiteFacts } from './site-facts.ts';

/**
 * Ends the log-ins of this site that have expired, or whose user is gone, disabled, or has another password now: the
 * front-end, which ends its own, does not know them. Takes no argument: run it as often as you like.
 */
export async function endLogIns(
  store: Store,
  model: Model,
  site: Pick<SiteFacts, 'credentialHash'>,
  clock: Clock,
): Promise<void> {
  const ended: string[] = [];
  for (const token of model.all('token')) {
    if (token.purpose !== 'log-in') continue;
    const user = model.get('user', token.userId);
    const stands =
      user?.enabled === true &&
      passwordTag(user) === token.passwordTag &&
      (!usesSiteCredential(user, site) || token.siteTag === credentialTag(site.credentialHash()));
    if (stands && Date.parse(token.expiresAt) > clock.now().getTime()) continue;
    ended.push(keys.catalogue('token', token.id));
  }
  for (const { transaction } of packedDeletes(ended)) await store.commit(transaction);
}
