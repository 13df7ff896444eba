import type { ReactNode } from 'react';
import styles from './disclosure.module.css';

interface DisclosureProps {
  readonly label: string;
  readonly onOpen?: (open: boolean) => void;
  readonly children: ReactNode;
}

/** What is read by few: opened by who wants it. */
export const Disclosure = ({ label, onOpen, children }: DisclosureProps) => (
  <details className={styles['disclosure']} onToggle={({ currentTarget }) => onOpen?.(currentTarget.open)}>
    <summary>{label}</summary>
    {children}
  </details>
);

/** Text as it is. A long one is scrolled, so the keyboard must reach it. */
export const Verbatim = ({ children }: { readonly children: string }) => (
  <pre className={styles['verbatim']} tabIndex={0}>
    {children}
  </pre>
);
