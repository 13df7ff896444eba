import { icon } from './icon.tsx';

export const TerminalIcon = icon(
  'TerminalIcon',
  <>
    <rect x="3" y="4" width="18" height="16" rx="2" />
    <path d="m7 9 3 3-3 3M13 15h4" />
  </>,
);
