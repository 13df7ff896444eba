import { icon } from './icon.tsx';

export const KeyboardIcon = icon(
  'KeyboardIcon',
  <>
    <rect x="2.500" y="6" width="19" height="12" rx="2" />
    <path d="M6.500 10h.01M10.500 10h.01M14.500 10h.01M17.500 10h.01M8 14h8" />
  </>,
);
