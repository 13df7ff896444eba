import { icon } from './icon.tsx';

export const PlayIcon = icon(
  'PlayIcon',
  <>
    <path d="M7 4.500v15l12-7.500z" />
  </>,
);
