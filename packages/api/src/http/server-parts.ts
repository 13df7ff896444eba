import type { Connections } from './connections.ts';
import type { ConsoleFiles } from './console-files.ts';
import type { Metrics } from './metrics.ts';
import type { RestParts } from './rest.ts';

export interface ServerParts extends RestParts {
  readonly connections: Connections;
  readonly metrics: Metrics;
  /** Every request waits for it. */
  readonly ready?: () => Promise<void>;
  readonly consoleFiles: ConsoleFiles;
  /** Within so long a request must have arrived whole, milliseconds. */
  readonly requestTimeoutMs: number;
}
