import { icon } from './icon.tsx';

export const EditIcon = icon(
  'EditIcon',
  <>
    <path d="M4 20h4L19 9l-4-4L4 16z" />
    <path d="m13 7 4 4" />
  </>,
);
