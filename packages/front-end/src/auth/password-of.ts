import { isAdministrator, type User } from '@skerry/domain';
import type { SiteFacts } from '../site/site-facts.ts';

/**
 * The hash that a user's password is held against. At the console of a site administrators have the credential of the
 * site: their own password is not told to any cluster. An older front-end still tells it.
 */
export function passwordHashOf(user: User | undefined, site: Pick<SiteFacts, 'credentialHash'> | undefined) {
  if (user === undefined || site === undefined || user.passwordHash !== undefined) return user?.passwordHash;
  return isAdministrator({ userId: user.id, groupIds: user.groupIds }) ? site.credentialHash() : undefined;
}
