import { isAdministrator, type User } from '@skerry/domain';
import type { SiteFacts } from '../site/site-facts.ts';

/**
 * At the console of a site administrators have the credential of the site: their own password is not told to any cluster.
 * An older front-end still tells it.
 */
export const usesSiteCredential = (user: User, site: object | undefined): boolean =>
  site !== undefined &&
  user.passwordHash === undefined &&
  isAdministrator({ userId: user.id, groupIds: user.groupIds });

/** The hash that a user's password is held against. */
export function passwordHashOf(
  user: User | undefined,
  site: Pick<SiteFacts, 'credentialHash'> | undefined,
): string | undefined {
  return user !== undefined && usesSiteCredential(user, site) ? site?.credentialHash() : user?.passwordHash;
}
