import { icon } from './icon.tsx';

export const TrashIcon = icon(
  'TrashIcon',
  <>
    <path d="M4 7h16M9.500 7V4h5v3M6 7l1 13h10l1-13M10 11v5M14 11v5" />
  </>,
);
