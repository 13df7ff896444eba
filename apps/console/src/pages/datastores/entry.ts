import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { DatastoreIcon } from '../../icons/datastore.tsx';

export const datastoreEntries: readonly PageEntry[] = [
  {
    path: '/datastores',
    title: () => text('datastores.title'),
    icon: DatastoreIcon,
    nav: 'catalogue',
    key: 'd',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/datastores/$id',
    title: () => text('datastores.title'),
    shows: 'datastore',
    load: () => import('./detail-page.tsx'),
  },
];
