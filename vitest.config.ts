import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Each file has a process of its own, and many start programs of ours: what Node made of their source is kept for all.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/**
 * Two projects. `unit` needs nothing but Node and runs in parallel. `e2e` starts real guests, needs root and the
 * packages of tools/debian-packages.txt, and runs in a machine of its own (`npm run e2e`), one file after the other, as
 * files use what is one per machine. Several such machines run side by side (tools/test/side-by-side.ts).
 */
export default defineConfig({
  test: {
    // Of unit tests. Left to itself one processor of two stays idle.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.real.test.ts'],
          testTimeout: 20_000,
          // One second, as otherwise, is a guess about the machine; here and below.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts', 'packages/**/*.real.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['e2e/only-in-own-machine.ts'],
          fileParallelism: false,
          // Machines side by side share the processors; what hangs is found all the same.
          testTimeout: 300_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
