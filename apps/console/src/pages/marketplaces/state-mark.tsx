import type { ObjectOf } from '../../api/kinds.ts';
import { text } from '../../i18n/i18n.ts';
import { State } from '../../ui/state.tsx';

/** Whether it answered when it was asked last. */
export function MarketplaceMark({ problem, asOf }: ObjectOf<'marketplace'>) {
  if (problem !== undefined) return <State tone="bad" label={text('marketplaces.fails')} />;
  return asOf === undefined ? null : <State tone="good" label={text('marketplaces.works')} />;
}
