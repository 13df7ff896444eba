/**
 * `npm run e2e [-- <files and options of vitest>]`: the tests with real guests, in a machine of their own, beside
 * whatever runs on this one.
 */
import { runInOwnMachine } from './own-machine/run-in-own-machine.ts';

process.exitCode = await runInOwnMachine('vitest', ['run', '--project=e2e', ...process.argv.slice(2)]);
