import { icon } from './icon.tsx';

export const ClusterIcon = icon(
  'ClusterIcon',
  <>
    <path d="M12 3 4 7.5v9L12 21l8-4.5v-9z" />
    <path d="m4 7.5 8 4.5 8-4.5M12 12v9" />
  </>,
);
