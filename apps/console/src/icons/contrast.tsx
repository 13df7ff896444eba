import { icon } from './icon.tsx';

export const ContrastIcon = icon(
  'ContrastIcon',
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 3v18a9 9 0 0 0 0-18z" fill="currentColor" />
  </>,
);
