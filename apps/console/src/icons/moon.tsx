import { icon } from './icon.tsx';

export const MoonIcon = icon(
  'MoonIcon',
  <>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.500 10.500z" />
  </>,
);
