import { icon } from './icon.tsx';

export const MoreIcon = icon(
  'MoreIcon',
  <>
    <path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth={2.6} />
  </>,
);
