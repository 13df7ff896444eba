import { icon } from './icon.tsx';

export const ChevronDownIcon = icon(
  'ChevronDownIcon',
  <>
    <path d="m6 9 6 6 6-6" />
  </>,
);
