import type { ReactNode } from 'react';
import { useNow } from '../api/use-now.ts';
import { number } from '../format/number.ts';
import { bytes } from '../format/units.ts';
import { text } from '../i18n/i18n.ts';
import { CapacityBar } from './capacity-bar.tsx';
import styles from './use-cell.module.css';

interface UseCellProps {
  readonly kind: 'instance' | 'host';
  readonly id: number;
  /** Undefined: it is not known how much there is. */
  readonly total: number | undefined;
}

/** Processors in use, of those that there are. */
export function CpuUse({ kind, id, total }: UseCellProps) {
  const use = useNow(kind, id);
  if (!use || total === undefined) return <Unknown asked={use === null} />;
  return <CapacityBar compact label={text('use.cpus')} used={use.cpu} total={total} format={cores} />;
}

/** Memory in use; `total` in MiB. */
export function MemoryUse({ kind, id, total }: UseCellProps) {
  const use = useNow(kind, id);
  if (!use || total === undefined) return <Unknown asked={use === null} />;
  const told = 'guestMemoryBytes' in use ? use.guestMemoryBytes : undefined;
  if (kind === 'instance' && told === undefined) {
    // Of the guest it says nothing: no bar, for there is nothing that it is a part of.
    return <span title={text('use.onHostWhy')}>{text('use.onHost', { size: bytes(use.memoryBytes) })}</span>;
  }
  const size = total * 1_048_576;
  return <CapacityBar compact label={text('use.memory')} used={told ?? use.memoryBytes} total={size} format={bytes} />;
}

/** Of the file system that holds disks; `total` in MiB. */
export function DiskUse({ id, total }: Omit<UseCellProps, 'kind'>) {
  const use = useNow('host', id);
  if (!use || total === undefined) return <Unknown asked={use === null} />;
  return (
    <CapacityBar
      compact
      label={text('use.disk')}
      used={use.diskUsedMiB * 1_048_576}
      total={total * 1_048_576}
      format={bytes}
    />
  );
}

const cores = (amount: number): string => number(amount, 2);

/** Nothing is drawn before it was asked for: a dash that is a number a moment later looks like a fault. */
const Unknown = ({ asked }: { readonly asked: boolean }): ReactNode =>
  asked ? (
    <span className={styles['unknown']} title={text('use.unknown')}>
      –
    </span>
  ) : null;
