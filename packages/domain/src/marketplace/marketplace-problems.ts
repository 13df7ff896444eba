import type { Marketplace } from './marketplace.ts';
import { marketplaceTable, type MarketplaceType } from './marketplace-types.ts';

export interface MarketplaceProblem {
  readonly field: 'url' | 'mirrors' | 'password';
  readonly message: string;
}

type Settings = Pick<Marketplace, 'url' | 'credentials' | 'insecure' | 'mirrors'> & { readonly type: MarketplaceType };

/** What stands against such a marketplace, worst first: the same for who makes one and for who changes one. */
export function marketplaceProblems({
  type,
  url,
  credentials,
  insecure,
  mirrors = [],
}: Settings): MarketplaceProblem[] {
  const traits = marketplaceTable[type];
  const of = (field: MarketplaceProblem['field'], message: string | undefined) =>
    message === undefined ? [] : [{ field, message }];
  const plainIsFine = insecure === true || (traits.signed && credentials === undefined);
  return [
    ...of('url', addressProblem(url, plainIsFine, traits.wholeServer)),
    ...(mirrors.length > 0 && !traits.mirrors ? of('mirrors', `A ${traits.word} has no mirrors.`) : []),
    ...mirrors.flatMap((mirror) => of('mirrors', addressProblem(mirror, insecure === true, true))),
    ...of('password', credentials?.user === '' ? 'A password needs the name of its user.' : undefined),
  ];
}

function addressProblem(text: string, plainIsFine: boolean, wholeServer: boolean): string | undefined {
  if (!URL.canParse(text)) return `"${text}" is no address: give one such as https://images.example.org/.`;
  const { protocol, username, password, search, hash, pathname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'Only addresses of https and http are asked.';
  if (username !== '' || password !== '') return 'An address holds no name and no password: give them beside it.';
  if (search !== '' || hash !== '') return 'An address ends before "?" and "#".';
  if (wholeServer && pathname !== '/') return `Give the server alone: ${new URL('/', text).origin}.`;
  if (protocol === 'http:' && !plainIsFine) {
    return 'Over plain HTTP whoever stands between may change what comes, and reads the password: give https, or say that it may be insecure.';
  }
  return undefined;
}

/** What was sealed for one address is not sent to another: who changes where it goes, gives the password again. */
export const goesElsewhere = (
  before: Pick<Marketplace, 'url' | 'insecure'>,
  after: Pick<Marketplace, 'url' | 'insecure'>,
) => before.url !== after.url || (before.insecure !== true && after.insecure === true);
