import { icon } from './icon.tsx';

export const WarningIcon = icon(
  'WarningIcon',
  <>
    <path d="M12 4 2.500 20h19z" />
    <path d="M12 10v4.500M12 17.400h.01" />
  </>,
);
