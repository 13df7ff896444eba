import { icon } from './icon.tsx';

export const RebootIcon = icon(
  'RebootIcon',
  <>
    <path d="M20 12a8 8 0 1 1-2.500-5.800" />
    <path d="M20 3v4.500h-4.500" />
  </>,
);
