import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import styles from './page-header.module.css';

interface PageHeaderProps {
  readonly title: ReactNode;
  /** Of the browser's tab; the title where that is text. */
  readonly tab?: string;
  readonly icon?: ReactNode;
  readonly beside?: ReactNode;
  readonly under?: ReactNode;
  readonly actions?: ReactNode;
}

/** The first heading of a page, and what can be done there. Names the tab of the browser. */
export function PageHeader({ title, tab, icon, beside, under, actions }: PageHeaderProps) {
  const name = tab ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Skerry`;
  }, [name]);
  return (
    <div className={styles['header']}>
      <div className={styles['text']}>
        <div className={styles['line']}>
          <Title order={1} id="page-title" tabIndex={-1} className={styles['title'] ?? ''}>
            {icon}
            <span>{title}</span>
          </Title>
          {beside}
        </div>
        {under === undefined ? null : (
          <Text c="dimmed" size="sm" component="div">
            {under}
          </Text>
        )}
      </div>
      {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
