import styles from './share.module.css';

interface ShareProps {
  readonly used: number;
  /** Undefined: not known yet. */
  readonly total: number | undefined;
  readonly format: (amount: number) => string;
}

/** How much of a whole is taken, small enough for a row of a table. */
export function Share({ used, total, format }: ShareProps) {
  if (total === undefined) return <span className={styles['none']}>–</span>;
  const fraction = total === 0 ? 0 : used / total;
  return (
    <span className={styles['share']}>
      <span className={styles['bar']} data-tone={fraction > 1 ? 'over' : fraction > 0.85 ? 'high' : 'usual'}>
        <span style={{ width: `${Math.min(100, fraction * 100)}%` }} />
      </span>
      <span className="number">
        {format(used)} / {format(total)}
      </span>
    </span>
  );
}
