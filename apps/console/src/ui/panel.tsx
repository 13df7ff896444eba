import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: string;
  readonly beside?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function Panel({ title, beside, className, children }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`${styles['panel']} ${className ?? ''}`}>
      <div className={styles['head']}>
        <Title order={2} id={id} className={styles['title'] ?? ''}>
          {title}
        </Title>
        {beside}
      </div>
      {children}
    </section>
  );
}
