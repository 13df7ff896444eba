import { icon } from './icon.tsx';

export const PauseIcon = icon(
  'PauseIcon',
  <>
    <path d="M9 5v14M15 5v14" />
  </>,
);
