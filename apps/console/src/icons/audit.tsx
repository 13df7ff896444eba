import { icon } from './icon.tsx';

export const AuditIcon = icon(
  'AuditIcon',
  <>
    <path d="M6 3h9l4 4v14H6z" />
    <path d="M15 3v4h4M9.5 13l2 2 3.5-4" />
  </>,
);
