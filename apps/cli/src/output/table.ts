import type { Palette, Tone } from './palette.ts';
import { oneLine, pad, textWidth, truncate } from './text-width.ts';

export interface TableColumn {
  readonly title: string;
  /** 1: never dropped. The highest number goes first when the terminal is narrow. */
  readonly priority: number;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** May be cut down to this width before any column is dropped. Default: not cut. */
  readonly shrinkTo?: number;
}

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

const gap = '  ';

/** Lines of a table that is at most `width` columns wide; columns are cut, then dropped, by priority. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  width: number,
  palette: Palette,
): string[] {
  const clean = rows.map((row) => row.map((cell) => ({ ...cell, text: oneLine(cell.text) })));
  const natural = columns.map((c, i) => Math.max(textWidth(c.title), ...clean.map((r) => textWidth(r[i]?.text ?? ''))));
  const layout = fit(columns, natural, width);
  const line = (cells: readonly Cell[], heading: boolean) =>
    layout
      .map(({ index, width: w }, position) => {
        const cell = cells[index] ?? { text: '' };
        const right = columns[index]?.right === true;
        const last = position === layout.length - 1;
        const text = truncate(cell.text, w);
        const coloured = heading ? palette.faint(text) : palette[cell.tone ?? 'plain'](text);
        const fill = ' '.repeat(Math.max(0, w - textWidth(text)));
        if (right) return fill + coloured;
        return last ? coloured : coloured + fill;
      })
      .join(gap);
  const heading = columns.map((c) => ({ text: c.title }));
  return [line(heading, true), ...clean.map((row) => line(row, false))].map((text) => text.trimEnd());
}

/** Which columns are shown, in their order, and how wide. Pure, for the tests. */
export function fit(
  columns: readonly TableColumn[],
  natural: readonly number[],
  width: number,
): { index: number; width: number }[] {
  let shown = columns.map((_, index) => ({ index, width: natural[index] ?? 0 }));
  const total = () => shown.reduce((sum, c) => sum + c.width, 0) + gap.length * Math.max(0, shown.length - 1);
  for (;;) {
    let excess = total() - width;
    if (excess <= 0) return shown;
    const shrinkable = shown
      .filter((c) => c.width > (columns[c.index]?.shrinkTo ?? Infinity))
      .sort((a, b) => b.width - a.width);
    const room = shrinkable.reduce((sum, c) => sum + c.width - (columns[c.index]?.shrinkTo ?? 0), 0);
    if (room >= excess) {
      for (const column of shrinkable) {
        const take = Math.min(excess, column.width - (columns[column.index]?.shrinkTo ?? 0));
        column.width -= take;
        excess -= take;
      }
      return shown;
    }
    const worst = shown.reduce((a, b) => (priority(columns, b.index) >= priority(columns, a.index) ? b : a));
    if (priority(columns, worst.index) <= 1) return squeeze(shown, excess);
    shown = shown.filter((c) => c !== worst);
  }
}

const priority = (columns: readonly TableColumn[], index: number): number => columns[index]?.priority ?? 1;

/** Only columns that must stay are left: the widest gives way. */
function squeeze(shown: { index: number; width: number }[], excess: number): { index: number; width: number }[] {
  for (let left = excess; left > 0; left--) {
    const widest = shown.reduce((a, b) => (b.width > a.width ? b : a));
    if (widest.width <= 4) break;
    widest.width -= 1;
  }
  return shown;
}

/** "Name: value" lines, the names in one column; long values are broken at blanks when there is a width to keep. */
export function renderFacts(facts: readonly (readonly [string, Cell])[], width: number, palette: Palette): string[] {
  const left = Math.max(0, ...facts.map(([name]) => textWidth(name))) + 1;
  return facts.flatMap(([name, cell]) => {
    const room = Math.max(20, width - left - 2);
    const lines = wrap(oneLine(cell.text), room);
    return lines.map(
      (text, i) =>
        `${palette.faint(pad(i === 0 ? `${name}:` : '', left))}${gap.slice(1)}${palette[cell.tone ?? 'plain'](text)}`,
    );
  });
}

export function wrap(text: string, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (textWidth(next) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = next;
  }
  return [...lines, line];
}
