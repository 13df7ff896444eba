import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Kind } from '../api/kinds.ts';
import { pathOf } from '../app/places.ts';
import type { Search } from '../app/search-params.ts';
import styles from './to.module.css';

interface ToProps {
  readonly to: string;
  readonly search?: Search;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly 'data-row-link'?: boolean;
}

/** A link inside of the console. */
export const To = ({ to, search, className, children, ...rest }: ToProps) => (
  <Link {...({ to, search: search ?? {} } as { to: string })} className={className ?? styles['link']} {...rest}>
    {children}
  </Link>
);

/** A link to an object; plain text where its kind has no page. */
export function ToObject({
  kind,
  id,
  children,
}: {
  readonly kind: Kind;
  readonly id: number;
  readonly children: ReactNode;
}) {
  const path = pathOf(kind, id);
  return path === undefined ? <span>{children}</span> : <To to={path}>{children}</To>;
}
