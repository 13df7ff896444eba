import type { Store, Write } from '@skerry/store';
import { usesSiteCredential } from '../auth/password-of.ts';
import { credentialTag, passwordTag } from '../auth/tokens.ts';
import type { Clock } from '@skerry/kit';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import type { SiteFacts } from './site-facts.ts';

/** A transaction holds no more. */
const atOnce = 100;

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
  const ended: Write[] = [];
  for (const token of model.all('token')) {
    if (token.purpose !== 'log-in') continue;
    const user = model.get('user', token.userId);
    const stands =
      user?.enabled === true &&
      passwordTag(user) === token.passwordTag &&
      (!usesSiteCredential(user, site) || token.siteTag === credentialTag(site.credentialHash()));
    if (stands && Date.parse(token.expiresAt) > clock.now().getTime()) continue;
    ended.push({ op: 'delete', key: keys.catalogue('token', token.id) });
  }
  for (let i = 0; i < ended.length; i += atOnce) await store.commit({ writes: ended.slice(i, i + atOnce) });
}
