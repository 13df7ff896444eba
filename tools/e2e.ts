/**
 * `npm run e2e [-- <files and options of vitest>]`: the tests with real guests, in a machine of their own, beside
 * whatever runs on this one; all of them, when none is named, in several machines side by side.
 */
import { runInOwnMachine } from './own-machine/run-in-own-machine.ts';
import { allSideBySide } from './test/side-by-side.ts';

const args = process.argv.slice(2);
if (args.length > 0) process.exitCode = await runInOwnMachine('vitest', ['run', '--project=e2e', ...args]);
else {
  const { passed, failed, skipped } = await allSideBySide((text) => process.stdout.write(text));
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
