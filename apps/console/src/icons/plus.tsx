import { icon } from './icon.tsx';

export const PlusIcon = icon(
  'PlusIcon',
  <>
    <path d="M12 5v14M5 12h14" />
  </>,
);
