/**
 * `npm test`: everything that must hold before a change lands, cheapest first. Ends with one line that counts what
 * ran. `npm test -- --quick` leaves out what starts real guests; these run in a machine of their own, so that whatever
 * runs on this one goes on undisturbed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bootstrap/report.mjs';
import { runInOwnMachine } from './own-machine/run-in-own-machine.ts';

const quick = process.argv.includes('--quick');
const results = mkdtempSync(join(tmpdir(), 'skerry-test-'));
let passed = 0;
let failed = 0;
let skipped = 0;

type Run = (command: string, args: readonly string[]) => Promise<number>;
const plain = { FORCE_COLOR: '0' };
const here: Run = (command, args) =>
  new Promise((resolve) => {
    spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...plain } })
      .on('error', () => resolve(127))
      .on('close', (status) => resolve(status ?? 1));
  });
const apart: Run = (command, args) =>
  runInOwnMachine(command, args, { env: plain, shared: [results] }).catch((error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });

async function run(title: string, how: Run, command: string, args: readonly string[]): Promise<boolean> {
  const since = performance.now();
  process.stdout.write(`\n── ${title}\n`);
  const code = await how(command, args);
  process.stdout.write(
    `── ${title}: ${code === 0 ? 'ok' : 'FAILED'} after ${((performance.now() - since) / 1000).toFixed(1)} s\n`,
  );
  return code === 0;
}

async function check(title: string, script: string): Promise<void> {
  if (await run(title, here, 'npm', ['run', '--silent', script])) passed++;
  else failed++;
}

async function suite(project: 'unit' | 'e2e', how: Run): Promise<void> {
  const file = join(results, `${project}.json`);
  const ok = await run(`tests: ${project}`, how, 'vitest', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  let counted = 0;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
    counted = report['numFailedTests'] ?? 0;
    passed += report['numPassedTests'] ?? 0;
    failed += counted;
    skipped += (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0);
  } catch {
    process.stdout.write(`The ${project} tests left no result.\n`);
  }
  // A suite that fails without a failed test (a hook, an unhandled error) is a failure all the same.
  if (!ok && counted === 0) failed++;
}

try {
  await check('format', 'check:format');
  await check('lint', 'check:lint');
  await check('types', 'check:types');
  await check('layers', 'check:layers');
  await suite('unit', here);
  if (!quick && failed === 0) await suite('e2e', apart);
  else if (!quick) process.stdout.write('\nThe tests with real guests wait until the rest passes.\n');
} finally {
  rmSync(results, { recursive: true, force: true });
}
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 ? 0 : 1);
