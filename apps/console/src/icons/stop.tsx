import { icon } from './icon.tsx';

export const StopIcon = icon(
  'StopIcon',
  <>
    <rect x="5.5" y="5.5" width="13" height="13" rx="2" />
  </>,
);
