import type { ReactNode } from 'react';
import type { Kind } from '../api/kinds.ts';
import { pathOf } from '../app/places.ts';
import { type Search, stringifySearch } from '../app/search-params.ts';
import { isPlain, travel } from '../app/travel.ts';
import styles from './to.module.css';

interface ToProps {
  readonly to: string;
  readonly search?: Search;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly 'data-row-link'?: boolean;
  readonly 'aria-current'?: 'page' | undefined;
  /** It was followed in this window. */
  readonly onGo?: () => void;
}

/**
 * A link inside of the console. A plain element: a table has hundreds of them, and the library's own listens to every
 * change of the address.
 */
export const To = ({ to, search = nothing, className, onGo, children, ...rest }: ToProps) => (
  <a
    href={`${to}${stringifySearch(search)}`}
    className={className ?? styles['link']}
    onClick={(event) => {
      if (!isPlain(event)) return;
      event.preventDefault();
      travel.go(to, search);
      onGo?.();
    }}
    onPointerEnter={() => travel.prepare(to)}
    onFocus={() => travel.prepare(to)}
    {...rest}
  >
    {children}
  </a>
);
const nothing: Search = {};

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
