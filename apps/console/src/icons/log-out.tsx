import { icon } from './icon.tsx';

export const LogOutIcon = icon(
  'LogOutIcon',
  <>
    <path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9" />
  </>,
);
