import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { DiskIcon } from '../../icons/disk.tsx';

export const diskEntries: readonly PageEntry[] = [
  {
    path: '/disks',
    title: () => text('disks.title'),
    icon: DiskIcon,
    nav: 'cloud',
    key: 'b',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/disks/$id',
    title: () => text('disks.title'),
    shows: 'disk',
    load: () => import('./detail-page.tsx'),
  },
];
