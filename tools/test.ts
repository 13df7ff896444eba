/**
 * `npm test`: everything that must hold before a change lands, cheapest first. Ends with one line that counts what
 * ran. `npm test -- --quick` leaves out what starts real guests; these run in a machine of their own, so that whatever
 * runs on this one goes on undisturbed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bootstrap/report.mjs';
import { allSideBySide } from './test/side-by-side.ts';
import { type Counted, counted, countedIn, sum } from './test/counted.ts';

const quick = process.argv.includes('--quick');
const results = mkdtempSync(join(tmpdir(), 'skerry-test-'));
let total: Counted = { passed: 0, failed: 0, skipped: 0 };

const here = (command: string, args: readonly string[]) =>
  new Promise<number>((resolve) => {
    spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, NO_COLOR: '1' } })
      .on('error', () => resolve(127))
      .on('close', (status) => resolve(status ?? 1));
  });

async function run(title: string, work: () => Promise<boolean>): Promise<boolean> {
  const since = performance.now();
  process.stdout.write(`\n── ${title}\n`);
  const ok = await work();
  process.stdout.write(
    `── ${title}: ${ok ? 'ok' : 'FAILED'} after ${((performance.now() - since) / 1000).toFixed(1)} s\n`,
  );
  return ok;
}

async function check(title: string, script: string): Promise<void> {
  const ok = await run(title, async () => (await here('npm', ['run', '--silent', script])) === 0);
  total = sum(total, { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
}

async function unit(): Promise<void> {
  const file = join(results, 'unit.json');
  await run('tests: unit', async () => {
    const status = await here('vitest', ['run', '--project=unit', ...countedIn(file)]);
    total = sum(total, counted(file, status));
    return status === 0;
  });
}

async function realGuests(): Promise<void> {
  await run('tests: e2e', async () => {
    const found = await allSideBySide((text) => process.stdout.write(text));
    total = sum(total, found);
    return found.failed === 0;
  });
}

try {
  await check('format', 'check:format');
  await check('lint', 'check:lint');
  await check('types', 'check:types');
  await check('layers', 'check:layers');
  await unit();
  if (!quick && total.failed === 0) await realGuests();
  else if (!quick) process.stdout.write('\nThe tests with real guests wait until the rest passes.\n');
} finally {
  rmSync(results, { recursive: true, force: true });
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 ? 0 : 1);
