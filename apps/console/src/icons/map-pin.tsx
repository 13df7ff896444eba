import { icon } from './icon.tsx';

export const MapPinIcon = icon(
  'MapPinIcon',
  <>
    <path d="M12 21s7-6.200 7-11.500A7 7 0 0 0 5 9.500C5 14.800 12 21 12 21z" />
    <circle cx="12" cy="9.500" r="2.500" />
  </>,
);
