import { Skeleton, Text } from '@mantine/core';
import { useUseOfHosts } from '../../api/use-object.ts';
import { bytes, mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import styles from './overview.module.css';

const hour = 3600;
const mebibyte = 1024 ** 2;
const cores = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

/** What the hosts use now of what they have, and how that was in the last hour. */
export function UseOfAll() {
  const t = useText();
  const { data, error, refetch } = useUseOfHosts(hour);
  if (data === undefined) {
    return error === null ? <Skeleton height={120} /> : <TroubleNote error={error} onRetry={() => void refetch()} />;
  }
  const { points, has, diskUsedMiB } = data;
  const last = points.at(-1);
  if (last === undefined) return <Text c="dimmed">{t('overview.useNone')}</Text>;
  return (
    <div className={styles['use']}>
      <div>
        <CapacityBar label={t('overview.useCpus')} used={last.cpu} total={has.cpus} format={cores} />
        <Trend values={points.map(({ cpu }) => cpu)} most={has.cpus} format={cores} />
      </div>
      <div>
        <CapacityBar
          label={t('overview.useMemory')}
          used={last.memoryBytes}
          total={has.memoryMiB * mebibyte}
          format={bytes}
        />
        <Trend values={points.map(({ memoryBytes }) => memoryBytes)} most={has.memoryMiB * mebibyte} format={bytes} />
      </div>
      <CapacityBar label={t('overview.useDisk')} used={diskUsedMiB} total={has.diskMiB} format={mebibytes} />
    </div>
  );
}

interface TrendProps {
  readonly values: readonly number[];
  readonly most: number;
  readonly format: (value: number) => string;
}

/** A line without axes: how it went, not how much. Its words say how much. */
function Trend({ values, most, format }: TrendProps) {
  const t = useText();
  if (values.length < 2) return null;
  // What uses little of much would be a line at the bottom: then the most that it was is the top.
  const top = Math.min(most, Math.max(...values) * 1.2) || 1;
  const points = values.map((v, i) => `${(i / (values.length - 1)) * 100},${(1 - Math.min(1, v / top)) * 30 + 1}`);
  const words = t('overview.trend', { least: format(Math.min(...values)), most: format(Math.max(...values)) });
  return (
    <svg className={styles['trend']} viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label={words}>
      <title>{words}</title>
      <polyline points={points.join(' ')} />
    </svg>
  );
}
