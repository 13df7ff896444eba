import { icon } from './icon.tsx';

export const CrossIcon = icon(
  'CrossIcon',
  <>
    <path d="M6 6l12 12M18 6 6 18" />
  </>,
);
