import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { MarketplaceIcon } from '../../icons/marketplace.tsx';

export const marketplaceEntries: readonly PageEntry[] = [
  {
    path: '/marketplaces',
    title: () => text('marketplaces.title'),
    icon: MarketplaceIcon,
    nav: 'catalogue',
    key: 'e',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/marketplaces/$id',
    title: () => text('marketplaces.title'),
    shows: 'marketplace',
    load: () => import('./detail-page.tsx'),
  },
  {
    path: '/marketplaces/$id/entry',
    title: () => text('marketplaces.title'),
    load: () => import('./entry-page.tsx'),
  },
];
