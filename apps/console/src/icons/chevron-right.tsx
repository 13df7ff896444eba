import { icon } from './icon.tsx';

export const ChevronRightIcon = icon(
  'ChevronRightIcon',
  <>
    <path d="m9 6 6 6-6 6" />
  </>,
);
