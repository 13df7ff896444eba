import { moment } from '../format/time.ts';
import { Ago } from './ago.tsx';
import styles from './when.module.css';

/** A moment with its zone, and how long ago it is. */
export const When = ({ at }: { readonly at: string }) => (
  <span className={styles['when']}>
    <time dateTime={at}>{moment(at)}</time> <Ago at={at} />
  </span>
);
