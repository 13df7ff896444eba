import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { MapPinIcon } from '../../icons/map-pin.tsx';

export const addressEntries: readonly PageEntry[] = [
  {
    path: '/addresses',
    title: () => text('addresses.title'),
    icon: MapPinIcon,
    nav: 'cloud',
    key: 'l',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/addresses/$id',
    title: () => text('addresses.title'),
    shows: 'lease',
    load: () => import('./detail-page.tsx'),
  },
];
