import { readFileSync } from 'node:fs';

export interface Counted {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What to ask vitest for, so that `counted` finds it. */
export const countedIn = (file: string): string[] => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${file}`,
];

/** What a run of vitest left, with its exit status. One that failed without a failed test failed all the same: a hook, an unhandled error, an end by a signal. */
export function counted(file: string, status: number): Counted {
  const report = reportIn(file);
  const failed = report['numFailedTests'] ?? 0;
  return {
    passed: report['numPassedTests'] ?? 0,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
  };
}

function reportIn(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    process.stdout.write('These tests left no result.\n');
    return {};
  }
}

export const sum = (a: Counted, b: Counted): Counted => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});
