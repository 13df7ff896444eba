import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { UserIcon } from '../../icons/user.tsx';

export const userEntries: readonly PageEntry[] = [
  {
    path: '/users',
    title: () => text('people.users.title'),
    icon: UserIcon,
    nav: 'people',
    key: 'u',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/users/$id',
    title: () => text('people.users.title'),
    shows: 'user',
    load: () => import('./detail-page.tsx'),
  },
];
