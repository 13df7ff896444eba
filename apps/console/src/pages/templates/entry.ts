import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { TemplateIcon } from '../../icons/template.tsx';

export const templateEntries: readonly PageEntry[] = [
  {
    path: '/templates',
    title: () => text('templates.title'),
    icon: TemplateIcon,
    nav: 'catalogue',
    key: 't',
    load: () => import('./list-page.tsx'),
  },
  {
    path: '/templates/$id',
    title: () => text('templates.title'),
    shows: 'template',
    load: () => import('./detail-page.tsx'),
  },
];
