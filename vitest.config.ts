import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Each file has a process of its own, and many start programs of ours: what Node made of their source is kept for all.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/**
 * Two projects. `unit` needs nothing but Node and runs in parallel. `e2e` starts real guests, needs root and the
 * packages of tools/debian-packages.txt, runs in a machine of its own (`npm run e2e`), and runs one file after the other:
 * two TCG guests at once on two cores turn every deadline into a guess.
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
          testTimeout: 180_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
