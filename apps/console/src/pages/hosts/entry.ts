import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { HostIcon } from '../../icons/host.tsx';

export const hostEntries: readonly PageEntry[] = [
  {
    path: '/hosts',
    title: () => text('hosts.title'),
    icon: HostIcon,
    nav: 'cloud',
    key: 'h',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/hosts/$id',
    title: () => text('hosts.title'),
    shows: 'host',
    load: () => import('./detail-page.tsx'),
  },
];
