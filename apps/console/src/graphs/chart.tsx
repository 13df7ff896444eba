/** One chart, drawn by uPlot on a canvas. Its own piece of code. */
import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { zone } from '../format/time.ts';
import { locale } from '../format/locale.ts';
import type { Columns } from './chart-data.ts';
import styles from './graphs.module.css';

export interface Series {
  readonly label: string;
  readonly tone: 'first' | 'second';
}

interface ChartProps {
  readonly columns: Columns;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** Amounts of bytes. */
  readonly binary: boolean;
  /** Seconds that are shown, up to now. */
  readonly seconds: number;
  /** What there is of it in all, as a line. */
  readonly limit: number | undefined;
  /** Seconds since 1970; undefined: the whole range. */
  readonly zoom: Zoom | undefined;
  readonly onZoom: (zoom: Zoom) => void;
  /** The point under the pointer. */
  readonly onPoint: (index: number | undefined) => void;
}

export interface Zoom {
  readonly from: number;
  readonly to: number;
}

/** Pixels that a drag must be long to be one. */
const leastDrag = 8;

const height = 170;
/** Steps of an axis that read well in KiB and MiB. */
const binarySteps = Array.from({ length: 44 }, (_, i) => 2 ** i);

/** Days where a day is short, else the time of day. */
const timeLabel = (at: number, seconds: number): string => {
  const date = new Date(at * 1000);
  return seconds > 172_800
    ? date.toLocaleDateString(locale(), { weekday: 'short', day: 'numeric', ...zone })
    : date.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone });
};
const colours = {
  light: { first: '#126b86', second: '#a8620f', text: '#566771', line: '#e3eaed' },
  dark: { first: '#5bb8d2', second: '#f0b45a', text: '#97a9b4', line: '#22313b' },
} as const;

export default function Chart(props: ChartProps) {
  const { columns, series, format, binary, seconds, limit, zoom } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const scheme = useComputedColorScheme();
  const latest = useRef(columns);
  latest.current = columns;
  const asked = useRef(props);
  asked.current = props;
  const labels = series.map(({ label }) => label).join();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const colour = colours[scheme];
    const axis = {
      stroke: colour.text,
      grid: { stroke: colour.line, width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    const made = new UPlot(
      {
        width: element.clientWidth || 300,
        height,
        legend: { show: false },
        // All charts of a page are pointed at together.
        cursor: {
          y: false,
          points: { size: 6 },
          sync: { key: 'graphs' },
          drag: { x: true, y: false, setScale: false, dist: leastDrag },
        },
        scales: {
          x: {
            time: true,
            range: () => {
              const { from = Date.now() / 1000 - seconds, to = Date.now() / 1000 } = asked.current.zoom ?? {};
              return [from, to];
            },
          },
          y: {
            range: (_, __, max) => [
              0,
              Math.max((limit ?? 0) * 1.05, max > 0 ? max * 1.15 : limit === undefined ? 1 : 0),
            ],
          },
        },
        hooks: {
          setCursor: [
            ({ cursor: { idx, left = -1 } }) => asked.current.onPoint(left < 0 ? undefined : (idx ?? undefined)),
          ],
          setSelect: [
            (chart) => {
              const { left, width } = chart.select;
              if (width < leastDrag) return;
              asked.current.onZoom({ from: chart.posToVal(left, 'x'), to: chart.posToVal(left + width, 'x') });
              chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
          draw: [(chart) => drawLimit(chart, limit, colour.text)],
        },
        axes: [
          {
            ...axis,
            size: 30,
            values: (_, splits) => splits.map((at) => timeLabel(at, zoomed(asked.current.zoom) ?? seconds)),
          },
          {
            ...axis,
            size: 76,
            ...(binary ? { incrs: binarySteps } : {}),
            values: (_, splits) => splits.map((v) => format(v)),
          },
        ],
        series: [
          {},
          ...series.map(({ label, tone }) => ({
            label,
            stroke: colour[tone],
            fill: `${colour[tone]}22`,
            width: 1.75,
            // A line needs two points; a first one alone would not be seen.
            points: { show: () => latest.current[0].length < 3 },
          })),
        ],
      },
      latest.current,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [scheme, format, binary, seconds, labels, limit]);
  useEffect(() => plot.current?.setData(columns), [columns, zoom]);
  return <div ref={place} className={styles['chart']} aria-hidden="true" />;
}

const zoomed = (zoom: Zoom | undefined): number | undefined => zoom && zoom.to - zoom.from;

/** Dashed, so that it is told from what was measured. */
function drawLimit(chart: UPlot, limit: number | undefined, colour: string): void {
  if (limit === undefined) return;
  const { ctx, bbox } = chart;
  const y = chart.valToPos(limit, 'y', true);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
