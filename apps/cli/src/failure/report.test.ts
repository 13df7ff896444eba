import { ApiError } from '@skerry/sdk';
import { expect, test } from 'vitest';
import { palette } from '../output/palette.ts';
import { CliError } from './cli-error.ts';
import { errorLines, renderReport, reportOf } from './report.ts';

const plain = palette(false, {});

test('an error is broken at the width of the terminal, and a command in it stays whole', () => {
  const error = new CliError('The instance web was not running after 10m. It is built first, then tried again.', {
    hint: 'The work goes on. `skerry instance explain web` says what it waits for; `--timeout` waits longer.',
  });
  const lines = renderReport(reportOf(error), plain, 50).split('\n');
  expect(lines).toEqual([
    'error: The instance web was not running after 10m.',
    '       It is built first, then tried again.',
    'hint:  The work goes on.',
    '       `skerry instance explain web` says what it',
    '       waits for; `--timeout` waits longer.',
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
  expect(renderReport(reportOf(error), plain).split('\n')).toHaveLength(2);
});

test('each field at fault is broken under itself', () => {
  const errors = [{ field: 'memoryMiB', message: 'At least 96, or its image does not start at all on this host.' }];
  const problem = {
    type: '',
    title: '',
    status: 400,
    code: 'invalid-request',
    detail: 'The body is not valid.',
    errors,
  };
  const lines = renderReport(reportOf(new ApiError(problem)), plain, 40).split('\n');
  expect(lines.slice(1, 4)).toEqual([
    '  - memoryMiB: At least 96, or its image',
    '    does not start at all on this host.',
  ]);
});

test('what the reader of a command line says has the same form', () => {
  const text = "option '--kind <kind>' argument 'wm' is invalid. Did you mean \"vm\"?\n";
  expect(errorLines(text, { errIsTerminal: true, errColumns: 40 }, plain)).toBe(
    "error: option '--kind <kind>' argument\n       'wm' is invalid. Did you mean\n       \"vm\"?",
  );
});
