import { icon } from './icon.tsx';

export const ContainerIcon = icon(
  'ContainerIcon',
  <>
    <rect x="3" y="6" width="18" height="12" rx="2" />
    <path d="M8 6v12M12 6v12M16 6v12" />
  </>,
);
