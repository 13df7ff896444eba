import { icon } from './icon.tsx';

export const OfflineIcon = icon(
  'OfflineIcon',
  <>
    <path d="M3 3l18 18M5 12.500a10 10 0 0 1 4-2.300M19 12.500a10 10 0 0 0-5.500-2.600M8.500 16a5 5 0 0 1 7 0M12 19.500h.01" />
  </>,
);
