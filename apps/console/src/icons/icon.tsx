import type { ReactNode, SVGProps } from 'react';

export interface IconProps extends Omit<SVGProps<SVGSVGElement>, 'children'> {
  /** Pixels. */
  readonly size?: number;
}

/** An icon of 24 by 24 strokes in the colour of the text. It says nothing to a screen reader: the text beside it does. */
export function icon(name: string, strokes: ReactNode) {
  const Icon = ({ size = 18, ...rest }: IconProps) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      {strokes}
    </svg>
  );
  Icon.displayName = name;
  return Icon;
}
