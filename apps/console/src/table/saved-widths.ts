import { memory } from '../api/memory.ts';
import { signal } from '../api/signal.ts';
import { bounded, type Widths } from './column-widths.ts';

type All = Readonly<Record<string, Widths>>;

const storeKey = 'skerry.column-widths';
/** What was dragged, of all tables by the table's name; kept in this browser. */
export const savedWidths = signal<All>((memory('local').read(storeKey) as All | undefined) ?? {});

/** Undefined: as wide as it is without anybody's wish. */
export function setWidth(table: string, column: string, width: number | undefined): void {
  const { [column]: _, ...others } = savedWidths.get()[table] ?? {};
  const all = {
    ...savedWidths.get(),
    [table]: width === undefined ? others : { ...others, [column]: bounded(width) },
  };
  savedWidths.set(all);
  memory('local').write(storeKey, all);
}
