import type { Marketplace } from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { metaView } from './meta-view.ts';
import type { View } from './view.ts';

/** The password is in no field of it. */
export function marketplaceView(
  object: Marketplace,
  { marketplaces }: Pick<Cloud, 'marketplaces'>,
): View<'marketplace'> {
  const { type, url, credentials, insecure = false, mirrors, allowedAddresses } = object;
  const { list, failure, allowance } = marketplaces.aboutOf(object.id);
  return {
    ...metaView(object),
    type,
    url,
    ...(credentials === undefined ? {} : { user: credentials.user }),
    insecure,
    ...(mirrors === undefined ? {} : { mirrors: [...mirrors] }),
    ...(allowedAddresses === undefined ? {} : { allowedAddresses: [...allowedAddresses] }),
    ...(list === undefined ? {} : { entries: list.entries, asOf: list.readAt }),
    ...(failure === undefined ? {} : { problem: saidOf(failure) }),
    ...(allowance === undefined ? {} : { allowance }),
  };
}

export const saidOf = ({ code, message, hint }: { code: string; message: string; hint?: string | undefined }) => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});
