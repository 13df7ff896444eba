import { fieldNamed, isOfUse, isUsedKind, type ObjectKind } from '@skerry/domain';
import type { Globals } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import type { ListQuery } from './list-query.ts';

/** Is what each uses now shown, or ordered by? Hosts are few: their usual table shows it. */
export function asksUse(kind: ObjectKind, query: ListQuery, { output, fields }: Pick<Globals, 'output' | 'fields'>) {
  if (!isUsedKind(kind)) return false;
  if (isOrderedByUse(kind, query)) return true;
  switch (output) {
    case 'name':
      return false;
    case 'table':
      return kind === 'host';
    case 'csv':
    case 'custom':
      return (output === 'csv' && fields.length === 0) || fields.some((word) => isUse(kind, word));
    case 'wide':
    case 'json':
    case 'yaml':
      return true;
  }
}

/** Changes come without it, so that only a table that is drawn anew can keep it true. */
export function refuseUseInChanges(kind: ObjectKind, query: ListQuery): void {
  if (!isOrderedByUse(kind, query)) return;
  throw usage(
    'A list in the order of use is kept true only as a table on a terminal.',
    'Take another --sort, or ask again from time to time without --watch.',
  );
}

const isOrderedByUse = (kind: ObjectKind, { sort }: ListQuery): boolean =>
  typeof sort === 'string' && isOfUse(kind, sort);

function isUse(kind: ObjectKind, word: string): boolean {
  const named = fieldNamed(kind, word);
  return named === undefined ? /^use(\.|$)/.test(word) : isOfUse(kind, named.parameter);
}
