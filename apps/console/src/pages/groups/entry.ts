import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { GroupIcon } from '../../icons/group.tsx';

export const groupEntries: readonly PageEntry[] = [
  {
    path: '/groups',
    title: () => text('people.groups.title'),
    icon: GroupIcon,
    nav: 'people',
    key: 'p',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/groups/$id',
    title: () => text('people.groups.title'),
    shows: 'group',
    load: () => import('./detail-page.tsx'),
  },
];
