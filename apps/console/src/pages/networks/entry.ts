import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { NetworkIcon } from '../../icons/network.tsx';

export const networkEntries: readonly PageEntry[] = [
  {
    path: '/networks',
    title: () => text('networks.title'),
    icon: NetworkIcon,
    nav: 'cloud',
    key: 'w',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/networks/$id',
    title: () => text('networks.title'),
    shows: 'network',
    load: () => import('./detail-page.tsx'),
  },
];
