import { icon } from './icon.tsx';

export const ImageIcon = icon(
  'ImageIcon',
  <>
    <circle cx="12" cy="12" r="9" />
    <circle cx="12" cy="12" r="2.5" />
    <path d="M12 5.5A6.5 6.5 0 0 1 18.5 12" />
  </>,
);
