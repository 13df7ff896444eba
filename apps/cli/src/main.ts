#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Halves the start-up time from the second run on; where it cannot write it does nothing.
enableCompileCache();

const { processIo } = await import('./io.ts');
const { run } = await import('./run.ts');

// A pager that was closed, or `| head`: not an error, and nobody is left to read one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await run(processIo(), process.argv.slice(2));
