import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useGo } from '../../app/use-route.ts';
import { number } from '../../format/number.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { MarketplaceIcon } from '../../icons/marketplace.tsx';
import type { Column } from '../../table/column.ts';
import { Ago } from '../../ui/ago.tsx';
import { openCreation } from '../catalogue/changes.ts';
import { lastColumns, nameColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { MarketplaceMark } from './state-mark.tsx';

type Marketplace = ObjectOf<'marketplace'>;

const columns = (): readonly Column<Marketplace>[] => [
  nameColumn<Marketplace>('marketplace', <MarketplaceIcon size={16} />),
  {
    id: 'type',
    label: text('marketplaces.type'),
    width: 'minmax(150px, 1.4fr)',
    sort: 'type',
    show: 'usual',
    render: ({ type }) => text(`marketplaces.types.${type}`),
  },
  {
    id: 'url',
    label: text('marketplaces.url'),
    width: 'minmax(180px, 2fr)',
    sort: 'url',
    show: 'phone',
    render: ({ url }) => <span title={url}>{url}</span>,
  },
  {
    id: 'state',
    label: text('objects.fields.state'),
    width: '160px',
    show: 'usual',
    render: (marketplace) => <MarketplaceMark {...marketplace} />,
  },
  {
    id: 'entries',
    label: text('marketplaces.entries'),
    width: '100px',
    sort: 'entries',
    show: 'usual',
    align: 'end',
    render: ({ entries }) => (entries === undefined ? '' : number(entries)),
  },
  {
    id: 'as-of',
    label: text('marketplaces.asOf'),
    width: '130px',
    sort: 'asOf',
    show: 'wide',
    render: ({ asOf }) => (asOf === undefined ? '' : <Ago at={asOf} />),
  },
  ...lastColumns<Marketplace>(),
];

export default function MarketplaceListPage() {
  const t = useText();
  const go = useGo();
  const shown = useMemo(columns, []);
  const open = () =>
    openCreation({
      kind: 'marketplace',
      title: t('marketplaces.create'),
      about: t('marketplaces.about'),
      done: ({ id }) => go(`/marketplaces/${id}`),
    });
  return (
    <CatalogueList
      kind="marketplace"
      title={t('marketplaces.title')}
      columns={shown}
      emptyTitle={t('marketplaces.emptyTitle')}
      emptyHint={t('marketplaces.emptyHint')}
      create={{ label: t('marketplaces.create'), open, forEverybody: true }}
    />
  );
}
