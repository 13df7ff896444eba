import { Button, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { Suspense, useMemo, useState } from 'react';
import type { Samples } from '../api/kinds.ts';
import { useSamples } from '../api/use-object.ts';
import { clockTime } from '../format/time.ts';
import { bytes, rate } from '../format/units.ts';
import { useText } from '../i18n/i18n.ts';
import { later } from '../ui/later.tsx';
import { Panel } from '../ui/panel.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import type { Zoom } from './chart.tsx';
import { columnsOf, type Field } from './chart-data.ts';
import styles from './graphs.module.css';
import { SampleTable } from './sample-table.tsx';

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
const plansOf = (kind: GraphsProps['kind']): readonly Plan[] =>
  kind === 'host' ? plans.map((plan) => (plan.id === 'memory' ? hostMemory : plan)) : plans;

interface GraphsProps {
  readonly kind: 'instance' | 'host';
  readonly id: number;
  /** Its size, as a line in the graphs of processors and memory. */
  readonly has?: Size | undefined;
}

interface Size {
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** Processor, memory, disk and network of an instance or a host, live and back in time. */
export function Graphs({ kind, id, has }: GraphsProps) {
  const t = useText();
  const [range, setRange] = useState<(typeof ranges)[number]>('600');
  const { data, error, refetch } = useSamples(kind, id, Number(range));
  const [zoom, setZoom] = useState<Zoom>();
  const [pointed, setPointed] = useState<number>();
  return (
    <div className={styles['graphs']}>
      <div className={styles['bar']}>
        <SegmentedControl
          aria-label={t('graphs.range')}
          value={range}
          onChange={(value) => {
            setRange(value);
            setZoom(undefined);
          }}
          data={ranges.map((value) => ({ value, label: t(`graphs.ranges.${value}`) }))}
        />
        {zoom === undefined ? (
          <Text size="sm" c="dimmed">
            {t('graphs.zoomHint')}
          </Text>
        ) : (
          <Button variant="default" onClick={() => setZoom(undefined)}>
            {t('graphs.unzoom')}
          </Button>
        )}
      </div>
      {error === null ? null : <TroubleNote error={error} onRetry={() => void refetch()} />}
      <div className={styles['grid']}>
        {plansOf(kind).map((plan) => (
          <Graph
            key={plan.id}
            plan={plan}
            samples={data}
            seconds={Number(range)}
            limit={limitOf(plan.id, has)}
            pointed={pointed}
            zoom={zoom}
            onZoom={setZoom}
            onPoint={setPointed}
          />
        ))}
      </div>
      {data === undefined || data.points.length === 0 ? null : <SampleTable samples={data} plans={plansOf(kind)} />}
    </div>
  );
}

function limitOf(plan: Plan['id'], has: Size | undefined): number | undefined {
  if (plan === 'cpu') return has?.cpus;
  return plan === 'memory' && has !== undefined ? has.memoryMiB * 1024 ** 2 : undefined;
}

interface GraphProps {
  readonly plan: Plan;
  readonly samples: Samples | undefined;
  readonly seconds: number;
  readonly limit: number | undefined;
  readonly pointed: number | undefined;
  readonly zoom: Zoom | undefined;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onPoint: (index: number | undefined) => void;
}

function Graph({ plan, samples, seconds, limit, pointed, zoom, onZoom, onPoint }: GraphProps) {
  const t = useText();
  const { id, fields, names, format } = plan;
  const columns = useMemo(() => (samples === undefined ? undefined : columnsOf(samples, fields)), [samples, fields]);
  const shown = columns === undefined ? undefined : (pointed ?? columns[0].length - 1);
  const time = pointed === undefined ? undefined : columns?.[0][pointed];
  const series = names.map((name, i) => ({
    label: t(`graphs.${name}`),
    tone: i === 0 ? ('first' as const) : ('second' as const),
  }));
  return (
    <Panel
      title={t(`graphs.${id}`)}
      beside={
        <span className={styles['legend']}>
          {time === undefined ? null : <time>{clockTime(time)}</time>}
          {series.map(({ label, tone }, i) => {
            const values = columns?.[i + 1];
            // Of what is never told not even the name: it would look like nothing.
            if (values?.every((value) => value === null)) return null;
            const value = shown === undefined ? undefined : values?.[shown];
            return (
              <span key={label} data-tone={tone}>
                {label} {value == null ? '' : <b>{format(value)}</b>}
              </span>
            );
          })}
          {limit === undefined ? null : (
            <span data-tone="limit">
              {t('graphs.limit')} <b>{format(limit)}</b>
            </span>
          )}
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
          <Chart
            columns={columns}
            series={series}
            format={format}
            binary={id !== 'cpu'}
            seconds={seconds}
            limit={limit}
            zoom={zoom}
            onZoom={onZoom}
            onPoint={onPoint}
          />
        </Suspense>
      )}
    </Panel>
  );
}
