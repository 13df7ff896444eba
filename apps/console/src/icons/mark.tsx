import type { IconProps } from './icon.tsx';

/** The mark of Skerry: an island above water, and its half below. */
export function Mark({ size = 28, ...rest }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      style={{ flex: 'none' }}
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path
        d="M5.500 18.500 12.200 8.300c.5-.8 1.600-.9 2.200-.2l3.200 3.600 2-2.300c.6-.7 1.600-.6 2.100.1l5 9z"
        fill="currentColor"
      />
      <path
        d="M9.500 21.200h13.400l-3 4.600c-.3.500-.9.700-1.400.4l-2.600-1.300-2.500 1.600c-.5.300-1.200.2-1.500-.3z"
        fill="currentColor"
        opacity=".38"
      />
      <path
        d="M2 19.900c2.300 0 2.300 1.200 4.700 1.200s2.300-1.200 4.600-1.200 2.400 1.200 4.700 1.200 2.300-1.200 4.700-1.200 2.300 1.200 4.600 1.200 2.400-1.200 4.700-1.200"
        fill="none"
        stroke="var(--mark-water, #36a1be)"
        strokeWidth="1.800"
        strokeLinecap="round"
      />
    </svg>
  );
}
