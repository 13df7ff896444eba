import type { PageEntry } from '../../app/page-entry.ts';
import { text } from '../../i18n/i18n.ts';
import { AuditIcon } from '../../icons/audit.tsx';

export const auditEntries: readonly PageEntry[] = [
  {
    path: '/audit',
    title: () => text('audit.title'),
    icon: AuditIcon,
    nav: 'people',
    key: 'a',
    administratorsOnly: true,
    load: () => import('./list-page.tsx'),
  },
];
