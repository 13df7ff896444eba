import { packedDeletes, type Store } from '@skerry/store';
import type { Model } from '@skerry/api/state/model';
import { tokenKeys } from '@skerry/api/auth/password-change';
import { endedWithUser } from '@skerry/api/auth/standing';

/**
 * Removes tokens that nobody will ever log in with again: those of users that are gone, and those that ended with a
 * password. Nearly all went with the write that ended them; a front-end that died there left the rest. Takes no argument:
 * run it as often as you like. Not for a site, whose copies of tokens are the front-end's.
 */
export async function removeEndedTokens(store: Store, model: Model): Promise<void> {
  const ended = [...model.all('token')].filter((token) => {
    const user = model.get('user', token.userId);
    return user === undefined || endedWithUser(token, user);
  });
  for (const { transaction } of packedDeletes(tokenKeys(ended))) await store.commit(transaction);
}
