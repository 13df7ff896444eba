import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { InstanceIcon } from '../../icons/instance.tsx';
import { PlusIcon } from '../../icons/plus.tsx';
import { instanceDeeds } from './palette-deeds.ts';

export const instanceEntries: readonly PageEntry[] = [
  {
    path: '/instances',
    title: () => text('instances.title'),
    icon: InstanceIcon,
    nav: 'cloud',
    key: 'i',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/instances/new',
    title: () => text('instances.create'),
    icon: PlusIcon,
    key: 'n',
    palette: 'action',
    load: () => import('./create/create-page.tsx'),
  },
  {
    path: '/instances/$id',
    title: () => text('instances.title'),
    icon: InstanceIcon,
    shows: 'instance',
    deeds: instanceDeeds,
    load: () => import('./detail/detail-page.tsx'),
  },
];
