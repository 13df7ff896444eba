import { icon } from './icon.tsx';

export const MicrovmIcon = icon(
  'MicrovmIcon',
  <>
    <rect x="7" y="7" width="10" height="10" rx="2" />
    <path d="M10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4" />
  </>,
);
