import type { ReactNode } from 'react';
import { To } from '../../ui/to.tsx';

interface EntryLinkProps {
  readonly id: number;
  readonly reference: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** To what a marketplace has under this reference. */
export const EntryLink = ({ id, reference, className, children }: EntryLinkProps) => (
  <To to={`/marketplaces/${id}/entry`} search={{ reference }} className={className}>
    {children}
  </To>
);
