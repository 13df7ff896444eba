import styles from './capacity-bar.module.css';

interface CapacityBarProps {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  readonly format: (amount: number) => string;
  /** More than the whole may be given out, as processors are: that is no alarm. */
  readonly shared?: boolean;
}

/** How much of a whole is taken; more than the whole is said, and shown full. */
export function CapacityBar({ label, used, total, format, shared = false }: CapacityBarProps) {
  const fraction = total <= 0 ? 0 : used / total;
  const tone = shared ? 'usual' : fraction > 1 ? 'over' : fraction > 0.85 ? 'high' : 'usual';
  const text = `${format(used)} / ${format(total)}`;
  return (
    <div className={styles['capacity']}>
      <div className={styles['text']}>
        <span>{label}</span>
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
