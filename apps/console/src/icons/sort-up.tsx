import { icon } from './icon.tsx';

export const SortUpIcon = icon(
  'SortUpIcon',
  <>
    <path d="m7 14 5-5 5 5" />
  </>,
);
