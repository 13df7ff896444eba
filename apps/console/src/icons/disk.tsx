import { icon } from './icon.tsx';

export const DiskIcon = icon(
  'DiskIcon',
  <>
    <rect x="3" y="5" width="18" height="14" rx="2" />
    <path d="M3 14h18M7 16.5h.01M11 16.5h.01" />
  </>,
);
