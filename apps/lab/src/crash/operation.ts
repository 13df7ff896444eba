import type { Client } from './client.ts';
import type { CrashCloud } from './crash-cloud.ts';
import type { Sight } from './sight.ts';
import type { StateName } from './states.ts';

export interface OperationContext {
  readonly cloud: CrashCloud;
  readonly client: Client;
}

export interface Operation {
  readonly name: string;
  /** What is there before it. */
  readonly from: StateName;
  /** Set before anything is recorded or broken, such as a guest that ignores the request to shut down. */
  readonly arrange?: (cloud: CrashCloud) => void;
  readonly run: (context: OperationContext) => Promise<void>;
  /** What is still missing, as a sentence; undefined: it is reached. */
  readonly missing: (sight: Sight) => string | undefined;
  /** How often a guest is started by it; nothing may start one more often. */
  readonly starts: number;
}
