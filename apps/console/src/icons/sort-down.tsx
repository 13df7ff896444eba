import { icon } from './icon.tsx';

export const SortDownIcon = icon(
  'SortDownIcon',
  <>
    <path d="m7 10 5 5 5-5" />
  </>,
);
