import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { SettingsIcon } from '../../icons/settings.tsx';

export const settingsEntries: readonly PageEntry[] = [
  {
    path: '/settings',
    title: () => text('settings.title'),
    icon: SettingsIcon,
    nav: 'people',
    key: 's',
    load: () => import('./settings-page.tsx'),
  },
];
