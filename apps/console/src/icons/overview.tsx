import { icon } from './icon.tsx';

export const OverviewIcon = icon(
  'OverviewIcon',
  <>
    <path d="M4 13a8 8 0 0 1 16 0" />
    <path d="m12 13 4-4" />
    <path d="M4 17h16" />
  </>,
);
