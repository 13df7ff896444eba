import { icon } from './icon.tsx';

export const TemplateIcon = icon(
  'TemplateIcon',
  <>
    <rect x="4" y="3" width="16" height="18" rx="2" />
    <path d="M8 8h8M8 12h8M8 16h4" />
  </>,
);
