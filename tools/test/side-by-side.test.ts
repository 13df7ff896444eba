import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { counted } from './counted.ts';
import { filesOfProject, inOrder, longestFirst } from './side-by-side.ts';

test('each file with real guests is run once, the long ones first, and none that is called long is gone', async () => {
  const files = await filesOfProject();
  const ordered = inOrder(files);
  expect(ordered.toSorted()).toEqual(files.toSorted());
  expect(longestFirst.filter((start, at) => !ordered[at]?.startsWith(start))).toEqual([]);
}, 60_000);

test('a run that failed counts as failed, also when no test of it did or it left no result', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-counted-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'report.json');
  await writeFile(file, JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1 }));
  expect(counted(file, 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  expect(counted(file, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  await writeFile(file, JSON.stringify({ numPassedTests: 3, numFailedTests: 2 }));
  expect(counted(file, 1)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  expect(counted(join(directory, 'none'), 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
