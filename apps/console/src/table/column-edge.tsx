import type { KeyboardEvent, PointerEvent } from 'react';
import { useText } from '../i18n/i18n.ts';
import { leastWidth, mostWidth } from './column-widths.ts';
import { setWidth } from './saved-widths.ts';
import styles from './table.module.css';

/** Pixels for each press of an arrow key. */
const keyStep = 16;

interface ColumnEdgeProps {
  readonly table: string;
  readonly column: string;
  readonly label: string;
  readonly width: number;
}

/** The edge by which a column is made wider: dragged, or moved with the arrow keys; a double click gives it back. */
export function ColumnEdge({ table, column, label, width }: ColumnEdgeProps) {
  const t = useText();
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const edge = event.currentTarget;
    const from = event.clientX;
    const drag = (moved: globalThis.PointerEvent) => setWidth(table, column, width + moved.clientX - from);
    const end = () => {
      edge.removeEventListener('pointermove', drag);
      edge.removeEventListener('lostpointercapture', end);
    };
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener('pointermove', drag);
    edge.addEventListener('lostpointercapture', end);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    setWidth(table, column, step === undefined ? undefined : width + step);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('table.widthOf', { column: label })}
      aria-valuenow={width}
      aria-valuemin={leastWidth}
      aria-valuemax={mostWidth}
      title={t('table.widthHint')}
      tabIndex={0}
      className={styles['edge']}
      onPointerDown={onPointerDown}
      onDoubleClick={() => setWidth(table, column, undefined)}
      onKeyDown={onKeyDown}
    />
  );
}
