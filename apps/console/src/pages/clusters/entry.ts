import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { ClusterIcon } from '../../icons/cluster.tsx';

export const clusterEntries: readonly PageEntry[] = [
  {
    path: '/clusters',
    title: () => text('clusters.title'),
    icon: ClusterIcon,
    nav: 'cloud',
    key: 'c',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/clusters/$id',
    title: () => text('clusters.title'),
    shows: 'cluster',
    load: () => import('./detail-page.tsx'),
  },
];
