import { number } from '../format/number.ts';
import styles from './capacity-bar.module.css';

interface CapacityBarProps {
  readonly label: string;
  readonly used: number;
  /** Undefined: not known yet. */
  readonly total: number | undefined;
  readonly format?: (amount: number) => string;
  /** For a row of a table, whose head says what it is: the label is only for who cannot see that. */
  readonly compact?: boolean;
}

/** How much of a whole is taken; more than the whole is said, and shown full. */
export function CapacityBar({ label, used, total, format = number, compact = false }: CapacityBarProps) {
  if (total === undefined) return <span className={styles['none']}>–</span>;
  const fraction = total <= 0 ? 0 : used / total;
  const tone = fraction > 1 ? 'over' : fraction > 0.85 ? 'high' : 'usual';
  const text = `${format(used)} / ${format(total)}`;
  return (
    <div className={styles['capacity']} data-compact={compact || undefined}>
      <div className={styles['text']}>
        {compact ? null : <span>{label}</span>}
        <span className="number">{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(total, used)}
        aria-valuenow={used}
        aria-valuetext={text}
        className={styles['bar']}
        data-tone={tone}
      >
        <div style={{ width: `${Math.min(100, fraction * 100)}%` }} />
      </div>
    </div>
  );
}
