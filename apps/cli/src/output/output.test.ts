import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anInstance } from '@skerry/sdk/testing/samples';
import { progressLine } from '../progress/progress.ts';
import { palette } from './palette.ts';
import { fit, renderTable, type TableColumn } from './table.ts';
import { oneLine, textWidth, truncate } from './text-width.ts';
import { formatBytes, formatMiB, formatSeconds, parseMiB, parseSeconds } from './units.ts';

const plain = palette(false, {});

describe('a table', () => {
  const column = fc.record({
    priority: fc.integer({ min: 1, max: 9 }),
    shrinkTo: fc.option(fc.integer({ min: 4, max: 12 }), { nil: undefined }),
  });
  const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });

  test('is never wider than the terminal, as long as what must stay fits at all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(column, anyText), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 60, max: 200 }),
        (parts, width) => {
          const columns = parts.map(
            ([c], i): TableColumn => ({
              title: `C${i}`,
              priority: c.priority,
              ...(c.shrinkTo === undefined ? {} : { shrinkTo: c.shrinkTo }),
            }),
          );
          for (const line of renderTable(columns, [parts.map(([, text]) => ({ text }))], width, plain)) {
            expect(textWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  test('shrinks what may shrink before it drops, and drops the least important first', () => {
    const columns = [
      { title: 'A', priority: 1 },
      { title: 'B', priority: 2, shrinkTo: 5 },
      { title: 'C', priority: 9 },
    ];
    expect(fit(columns, [10, 20, 10], 34).map((c) => c.width)).toEqual([10, 10, 10]);
    expect(fit(columns, [10, 20, 10], 28).map((c) => c.index)).toEqual([0, 1]);
    expect(fit(columns, [10, 20, 10], Infinity).map((c) => c.width)).toEqual([10, 20, 10]);
  });

  test('stands straight beside wide characters', () => {
    const columns = [
      { title: 'PLACE', priority: 1 },
      { title: 'N', priority: 1 },
    ];
    const lines = renderTable(
      columns,
      [
        [{ text: '東京' }, { text: '1' }],
        [{ text: 'Bergen' }, { text: '2' }],
      ],
      80,
      plain,
    );
    expect(lines).toEqual(['PLACE   N', '東京    1', 'Bergen  2']);
  });
});

test('text is cut by what is seen, not by what is stored', () => {
  expect(truncate('東京の倉庫', 6)).toBe('東京…');
  expect(truncate('plain', 5)).toBe('plain');
});

test('what a guest says cannot move the cursor', () => {
  expect(oneLine('a\u001b[2Jb\nc\u0007')).toBe('ab c');
});

describe('sizes and times', () => {
  test.each([
    ['256M', 256],
    ['1G', 1024],
    ['1.5GiB', 1536],
    ['512', 512],
    ['2t', 2_097_152],
  ])('%s is %i MiB', (text, mib) => {
    expect(parseMiB(text, '--memory')).toBe(mib);
  });
  test.each(['', '1X', '-1G', '0', '1.3M', '10K'])('"%s" is refused as a size', (text) => {
    expect(() => parseMiB(text, '--memory')).toThrow('--memory');
  });
  test.each([
    ['90', 90],
    ['10m', 600],
    ['1h30m', 5400],
    ['7d', 604_800],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseSeconds(text, '--since')).toBe(seconds);
  });
  test('are written for people', () => {
    expect([
      formatMiB(256),
      formatMiB(1536),
      formatBytes(999),
      formatSeconds(3),
      formatSeconds(3725),
      formatSeconds(86_400),
    ]).toEqual(['256 MiB', '1.5 GiB', '999 B', '3s', '1h 2m', '1d']);
  });
});

test('a line of progress says state, step, fraction and elapsed, and fits', () => {
  const step = { name: 'fetch-image', since: '2026-01-01T00:00:00Z', fraction: 0.42 } as const;
  const view = anInstance({
    state: 'preparing',
    observed: { guest: 'none', reached: -1, reboots: 0, crashes: 0, step },
  });
  const line = { name: 'web', since: 0, view };
  expect(progressLine(line, '⠋', 80, undefined, 12_000)).toBe(
    '⠋ web  preparing  fetch-image 42% ████████░░░░░░░░░░░░  12s',
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 100 }),
      (width) => textWidth(progressLine(line, '⠋', width, undefined, 1e6)) <= width,
    ),
  );
});
