import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { OverviewIcon } from '../../icons/overview.tsx';

export const overviewEntries: readonly PageEntry[] = [
  {
    path: '/',
    title: () => text('overview.title'),
    icon: OverviewIcon,
    nav: 'cloud',
    key: 'o',
    load: () => import('./overview-page.tsx'),
  },
];
