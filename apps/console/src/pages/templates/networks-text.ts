import type { ObjectOf } from '../../api/kinds.ts';
import { text } from '../../i18n/i18n.ts';

/** The networks that a template names, with what is fixed there; undefined: it leaves that to the cluster. */
export function networksText(
  { nics, networkIds }: ObjectOf<'template'>,
  names: ReadonlyMap<number, string>,
): string | undefined {
  const named: ObjectOf<'template'>['nics'] = nics ?? networkIds?.map((networkId) => ({ networkId }));
  if (named === undefined) return undefined;
  if (named.length === 0) return text('catalogue.none');
  return named
    .map(({ networkId, address, mac }) =>
      [names.get(networkId) ?? networkId, address, mac].filter((part) => part !== undefined).join(' '),
    )
    .join(', ');
}
