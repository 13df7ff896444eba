import { icon } from './icon.tsx';

export const FilterIcon = icon(
  'FilterIcon',
  <>
    <path d="M4 5h16l-6.500 7.500V19l-3 1.500v-8z" />
  </>,
);
