import { SegmentedControl, Skeleton, Text } from '@mantine/core';
import { Suspense, useMemo, useState } from 'react';
import type { Samples } from '../api/kinds.ts';
import { useSamples } from '../api/use-object.ts';
import { bytes, rate } from '../format/units.ts';
import { useText } from '../i18n/i18n.ts';
import { later } from '../ui/later.tsx';
import { Panel } from '../ui/panel.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import { columnsOf, type Field } from './chart-data.ts';
import styles from './graphs.module.css';

const Chart = later(() => import('./chart.tsx'));

const ranges = ['600', '3600', '86400', '604800'] as const;
const cores = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
const plans = [
  { id: 'cpu', fields: ['cpu'], names: ['used'], format: cores },
  // A guest that tells nothing shows only what it takes on its host.
  { id: 'memory', fields: ['guestMemoryBytes', 'memoryBytes'], names: ['used', 'onHost'], format: bytes },
  {
    id: 'disk',
    fields: ['diskReadBytesPerSecond', 'diskWrittenBytesPerSecond'],
    names: ['read', 'written'],
    format: rate,
  },
  {
    id: 'network',
    fields: ['networkReceivedBytesPerSecond', 'networkSentBytesPerSecond'],
    names: ['received', 'sent'],
    format: rate,
  },
] as const satisfies readonly { id: string; fields: readonly Field[]; names: readonly string[]; format: unknown }[];
const hostMemory = { id: 'memory', fields: ['memoryBytes'], names: ['used'], format: bytes } as const;
type Plan = (typeof plans)[number] | typeof hostMemory;

interface GraphsProps {
  readonly kind: 'instance' | 'host';
  readonly id: number;
}

/** Processor, memory, disk and network of an instance or a host, live and back in time. */
export function Graphs({ kind, id }: GraphsProps) {
  const t = useText();
  const [range, setRange] = useState<(typeof ranges)[number]>('600');
  const { data, error, refetch } = useSamples(kind, id, Number(range));
  return (
    <div className={styles['graphs']}>
      <SegmentedControl
        aria-label={t('graphs.range')}
        value={range}
        onChange={(value) => setRange(value)}
        data={ranges.map((value) => ({ value, label: t(`graphs.ranges.${value}`) }))}
      />
      {error === null ? null : <TroubleNote error={error} onRetry={() => void refetch()} />}
      <div className={styles['grid']}>
        {plans.map((plan) => (
          <Graph
            key={plan.id}
            plan={kind === 'host' && plan.id === 'memory' ? hostMemory : plan}
            samples={data}
            seconds={Number(range)}
          />
        ))}
      </div>
    </div>
  );
}

interface GraphProps {
  readonly plan: Plan;
  readonly samples: Samples | undefined;
  readonly seconds: number;
}

function Graph({ plan, samples, seconds }: GraphProps) {
  const t = useText();
  const { id, fields, names, format } = plan;
  const columns = useMemo(() => (samples === undefined ? undefined : columnsOf(samples, fields)), [samples, fields]);
  const last = samples?.points.at(-1);
  const series = names.map((name, i) => ({
    label: t(`graphs.${name}`),
    tone: i === 0 ? ('first' as const) : ('second' as const),
  }));
  return (
    <Panel
      title={t(`graphs.${id}`)}
      beside={
        <span className={styles['legend']}>
          {series.map(({ label, tone }, i) => {
            const field = fields[i];
            return (
              <span key={label} data-tone={tone}>
                {label}{' '}
                {last === undefined || field === undefined || last[field] === undefined ? (
                  ''
                ) : (
                  <b>{format(last[field])}</b>
                )}
              </span>
            );
          })}
        </span>
      }
    >
      {columns === undefined ? (
        <Skeleton height={170} />
      ) : columns[0].length === 0 ? (
        <Text c="dimmed" size="sm" h={170}>
          {t('graphs.none')}
        </Text>
      ) : (
        <Suspense fallback={<Skeleton height={170} />}>
          <Chart columns={columns} series={series} format={format} binary={id !== 'cpu'} seconds={seconds} />
        </Suspense>
      )}
    </Panel>
  );
}
