import { icon } from './icon.tsx';

export const ActivityIcon = icon(
  'ActivityIcon',
  <>
    <path d="M3 12h4l3-8 4 16 3-8h4" />
  </>,
);
