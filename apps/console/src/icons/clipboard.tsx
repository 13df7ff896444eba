import { icon } from './icon.tsx';

export const ClipboardIcon = icon(
  'ClipboardIcon',
  <>
    <rect x="5" y="4" width="14" height="17" rx="2" />
    <path d="M9 4V2.500h6V4M9 11h6M9 15h4" />
  </>,
);
