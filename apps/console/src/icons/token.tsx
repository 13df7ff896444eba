import { icon } from './icon.tsx';

export const TokenIcon = icon(
  'TokenIcon',
  <>
    <circle cx="8" cy="15" r="4.5" />
    <path d="m11.2 11.8 8.3-8.3M16 7l3 3" />
  </>,
);
