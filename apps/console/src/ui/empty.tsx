import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Mark } from '../icons/mark.tsx';
import styles from './empty.module.css';

interface EmptyProps {
  readonly title: string;
  /** What to do first. */
  readonly hint: ReactNode;
  readonly action?: ReactNode;
}

/** Where there is nothing yet: says what to do first. */
export const Empty = ({ title, hint, action }: EmptyProps) => (
  <div className={styles['empty']}>
    <Mark size={56} />
    <Title order={2}>{title}</Title>
    <Text c="dimmed" maw={440} component="div">
      {hint}
    </Text>
    {action}
  </div>
);
