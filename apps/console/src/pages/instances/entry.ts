import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { InstanceIcon } from '../../icons/instance.tsx';

export const instanceEntries: readonly PageEntry[] = [
  {
    path: '/instances',
    title: () => text('instances.title'),
    icon: InstanceIcon,
    nav: 'cloud',
    key: 'i',
    load: () => import('./list-page.tsx'),
  },
];
