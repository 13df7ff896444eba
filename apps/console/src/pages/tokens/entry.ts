import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { TokenIcon } from '../../icons/token.tsx';

export const tokenEntries: readonly PageEntry[] = [
  {
    path: '/tokens',
    title: () => text('people.tokens.title'),
    icon: TokenIcon,
    nav: 'people',
    key: 'k',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/tokens/$id',
    title: () => text('people.tokens.title'),
    shows: 'token',
    load: () => import('./detail-page.tsx'),
  },
];
