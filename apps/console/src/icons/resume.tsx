import { icon } from './icon.tsx';

export const ResumeIcon = icon(
  'ResumeIcon',
  <>
    <path d="M5 5v14M9.500 5v14l10-7z" />
  </>,
);
