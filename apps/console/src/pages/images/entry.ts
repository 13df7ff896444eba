import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { ImageIcon } from '../../icons/image.tsx';

export const imageEntries: readonly PageEntry[] = [
  {
    path: '/images',
    title: () => text('images.title'),
    icon: ImageIcon,
    nav: 'catalogue',
    key: 'm',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/images/$id',
    title: () => text('images.title'),
    shows: 'image',
    load: () => import('./detail-page.tsx'),
  },
];
